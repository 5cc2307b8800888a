/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes, as /proc shows them. */
#pragma once

#include <glib.h>

/* What tells a process from a later one with the same number, what it is and what it is doing. */
typedef struct {
    gint64 start;  /* clock ticks since boot */
    char state;    /* proc(5): R runs, S and D wait, T and t are stopped, Z has ended */
    int parent;    /* the number of the process that started it */
    char name[16]; /* as the kernel keeps it: 15 characters at most */
} VmgProcess;

/* Reads /proc/PID/stat. FALSE if there is no such process, or it can't be seen. */
gboolean vmg_process_look(int pid, VmgProcess *process);
/* The same of the text of /proc/PID/stat. FALSE if the text is cut short. */
gboolean vmg_process_parse(const char *stat, VmgProcess *process);

/* When the process began, in nanoseconds since 1970 by the clock as it is set now; 0 if there
 * is no such process. */
gint64 vmg_process_start(int pid);
