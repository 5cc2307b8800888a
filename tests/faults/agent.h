/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Declarations for the tests that run parts of the agent again and again. In each run another
 * system call fails (shim.c). Each run has a process and an empty directory of its own. */
#pragma once

#include <glib.h>

typedef struct {
    const char *name;
    /* Runs a part of the agent in a process of its own. The function calls faults_begin(), does
     * what the agent does, calls faults_end(), does the same again, which must now succeed, and
     * frees everything. */
    void (*run)(void);
    /* Plays the hook at the same time, in the test's process. NULL: no hook is needed. */
    void (*ask)(void);
    gboolean needs_etcd;
    gboolean transfers; /* whether the part reads, writes, sends or receives something */
    gboolean writes;    /* whether the part writes files; then it is also killed while it writes */
} Scenario;

extern const Scenario faults_probe, faults_storage, faults_directory, faults_etcd,
    faults_neighbours, faults_member;

/* From now on the system calls of this process are counted, and one of them fails. */
void faults_begin(void);
/* From now on no system call of this process fails. */
void faults_end(void);
/* Sets CLOCK_MONOTONIC of this process forward by SECONDS, as if the process had waited. */
void faults_wait(guint seconds);
/* Whether a system call has failed in this run. Until faults_end() this excuses an operation of
 * the agent that fails. */
gboolean faults_excuse(void);
/* Whether the agent was killed before in the same directory, so that this run finds its files. */
gboolean faults_again(void);
/* Whether the system call that failed in this run is NAME. */
gboolean faults_was(const char *name);

/* Reports that something is wrong in this run. */
void faults_wrong(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Judges the operation WHAT, which has succeeded if RIGHT is TRUE. Reports a mistake if the
 * operation failed although no system call failed, if it failed without an ERROR of exactly one
 * line, or if it succeeded with an ERROR. Clears ERROR. */
void faults_judge(const char *what, gboolean right, GError **error);

/* Sends one character to the other process of the run, or waits for a character from it. In this
 * way each process knows how far the other process is. */
void faults_tell(int to, char what);
char faults_hear(int from);
/* File descriptors: the first one reads what the other process sends, the second one writes to
 * the other process. */
extern int faults_from_other, faults_to_other;
