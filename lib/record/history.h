/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The decisions that the agent keeps, in three files: PATH is the newest, then PATH.1 and
 * PATH.2. Only one process writes them. */
#pragma once

#include "record/decision.h"

/* The largest number of lines and bytes of one file. When a new file begins, two full files with
 * 10,000 lines are left. */
enum { VMG_HISTORY_LINES = 5000, VMG_HISTORY_BYTES = 16 * 1024 * 1024 };

/* All decisions of the three files (VmgDecision *), oldest first. *BAD (may be NULL) is the
 * number of lines that are not decisions. Free with g_ptr_array_unref(). */
GPtrArray *vmg_history_read(const char *path, guint *bad, GError **error);

typedef struct {
    const char *path;
    gboolean known; /* whether the fields below are known */
    guint lines;
    gsize bytes;
} VmgHistory;

/* Appends the decisions in the file TAKEN to HISTORY and removes TAKEN. If an earlier process
 * was killed while it did this, decisions that it had appended are not appended again. */
gboolean vmg_history_absorb(VmgHistory *history, const char *taken, GError **error);

/* Removes from DECISIONS each decision that is in KNOWN. */
void vmg_history_subtract(GPtrArray *decisions, const GPtrArray *known);
