/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads what /proc says about a process. */
#pragma once

#include <glib.h>

/* One process. Its number and its start time together identify a process, because the kernel
 * uses a number again after the process has ended. */
typedef struct {
    gint64 start;  /* clock ticks since boot */
    char state;    /* proc(5): R runs, S and D wait, T and t are stopped, Z has ended */
    int parent;    /* the number of the parent process */
    char name[16]; /* as the kernel keeps it: 15 characters at most */
} VmgProcess;

/* Reads /proc/PID/stat. FALSE if there is no such process, or if /proc hides it. */
gboolean vmg_process_look(int pid, VmgProcess *process);
/* Reads the text of /proc/PID/stat. FALSE if the text is incomplete. */
gboolean vmg_process_parse(const char *stat, VmgProcess *process);

/* The time when the process began, in nanoseconds since 1970, calculated from the clock as it is
 * set now; 0 if there is no such process. */
gint64 vmg_process_start(int pid);
/* Opens the root directory of the process PID, or of this process if PID is 0, to look at paths
 * below it. -1 and errno on failure; close it with close(). */
int vmg_process_root(int pid);
