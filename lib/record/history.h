/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The decisions that the agent keeps: PATH, and before it PATH.1 and PATH.2. One
 * process writes. */
#pragma once

#include "record/decision.h"

/* Lines of each of the three files: so that 10,000 are there when one has just begun. */
enum { VMG_HISTORY_LINES = 5000, VMG_HISTORY_BYTES = 16 * 1024 * 1024 };

/* All of it, VmgDecision *, oldest first; *BAD (may be NULL) counts what is none. Free with
 * g_ptr_array_unref(). */
GPtrArray *vmg_history_read(const char *path, guint *bad, GError **error);

typedef struct {
    const char *path;
    gboolean known; /* what it has */
    guint lines;
    gsize bytes;
} VmgHistory;

/* Moves the decisions in the file TAKEN to the end of HISTORY, and removes TAKEN. What a
 * process that was killed had moved already is not moved again. */
gboolean vmg_history_absorb(VmgHistory *history, const char *taken, GError **error);

/* Removes from DECISIONS what KNOWN has. */
void vmg_history_subtract(GPtrArray *decisions, const GPtrArray *known);
