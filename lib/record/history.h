/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent's archive of decisions. It has three files: PATH is the newest, PATH.1 is older, and
 * PATH.2 is the oldest. Only one process may write these files. */
#pragma once

#include "record/decision.h"

/* The largest number of lines and of bytes in one file. When a file is full, a new file begins
 * and the two files before it are kept. So at least 10,000 lines are kept, unless the files
 * reach VMG_HISTORY_BYTES earlier. */
enum { VMG_HISTORY_LINES = 5000, VMG_HISTORY_BYTES = 16 * 1024 * 1024 };

/* Returns all decisions of the three files (VmgDecision *), the oldest first. Sets *BAD to the
 * number of lines that are not decisions; BAD may be NULL. Free with g_ptr_array_unref(). */
GPtrArray *vmg_history_read(const char *path, guint *bad, GError **error);

typedef struct {
    const char *path;
    gboolean known; /* whether `lines` and `bytes` say what is in the file PATH */
    guint lines;
    gsize bytes;
} VmgHistory;

/* Appends the decisions in the file TAKEN to HISTORY, and then removes TAKEN. A process that did
 * the same earlier may have been killed before it removed TAKEN. So decisions that are in
 * HISTORY already are not appended again. */
gboolean vmg_history_absorb(VmgHistory *history, const char *taken, GError **error);

/* Removes from DECISIONS each decision that is in KNOWN. */
void vmg_history_subtract(GPtrArray *decisions, const GPtrArray *known);
