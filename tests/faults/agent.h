/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parts of the agent, run again and again. In each run another system call fails (shim.c). Each run
 * has a process and an empty directory of its own. */
#pragma once

#include <glib.h>

typedef struct {
    const char *name;
    /* The agent's part, in a process of its own: calls faults_begin(), does what the agent does,
     * calls faults_end(), does it again, which must be right now, and frees everything. */
    void (*run)(void);
    /* What the hook does at the same time, in the test's process. NULL: nothing. */
    void (*ask)(void);
    gboolean needs_etcd;
    gboolean transfers; /* the part reads, writes, sends or receives something */
    gboolean writes;    /* the part writes files, and may be killed while it does */
} Scenario;

extern const Scenario faults_probe, faults_storage, faults_directory, faults_etcd,
    faults_neighbours, faults_member;

/* From now on the calls of this process are counted, and one fails. */
void faults_begin(void);
/* From now on no call fails. */
void faults_end(void);
/* Lets CLOCK_MONOTONIC of this process jump, as if it had waited. */
void faults_wait(guint seconds);
/* Whether a call of the agent's process has failed, which excuses what does not come off until
 * faults_end(). */
gboolean faults_excuse(void);
/* Whether this run finds what a killed one has left. */
gboolean faults_again(void);
/* Whether the call that failed was NAME. */
gboolean faults_was(const char *name);

/* Says that something is wrong in this run. */
void faults_wrong(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Says so unless RIGHT, or a call has failed that explains it with one line, ERROR. Clears ERROR.
 */
void faults_judge(const char *what, gboolean right, GError **error);

/* The two processes of a run tell each other how far they are. */
void faults_tell(int to, char what);
char faults_hear(int from);
/* Ends of pipes: what the other process says, and what it hears. */
extern int faults_from_other, faults_to_other;
