/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One decision as one line of text: what hooks append to /run, the agent keeps and
 * the command line shows. Also what the agent itself has to report of a guest.
 *
 * Columns with a tab between, escaped as base/columns.h has it: 2 (the format), time,
 * process, decision, mode, event, guest, uuid, source, destination, duration, how many
 * checks have each VmgOutcome, the error's code, the error; then seven for each finding:
 * check, result, code, subject, wanted, found, fix. Lines of format 1 are read as well: they
 * have no destination, no codes, the number of all checks only, and no texts for a pass. A line
 * begins after an empty one, so that one that was cut short ends there. */
#pragma once

#include "decide/verdict.h"

#define VMG_DECISION_ADMIT  "admit"
#define VMG_DECISION_REFUSE "refuse"
#define VMG_DECISION_WOULD  "would-refuse" /* permissive mode */
#define VMG_DECISION_REPORT "report"       /* the agent saw something; nothing was decided */

/* Longest line; findings that don't fit are left out. */
enum { VMG_DECISION_MAX = 32 * 1024 };

typedef struct {
    gint64 time_us; /* since 1970; with the process what tells decisions apart */
    gint64 process;
    char *decision; /* VMG_DECISION_* */
    char *event;    /* migration, start; of reports: arrival, departure */
    char *guest;
    char *uuid;        /* "" where unknown, as source */
    char *source;      /* the source host's name */
    char *destination; /* the destination's; "" where unknown */
    gint64 duration_us;
    VmgVerdict *verdict;
} VmgDecision;

/* One of now and this process, with a verdict that has no findings yet. */
VmgDecision *vmg_decision_new(const char *decision, const char *event, const char *guest);
/* What VERDICT decides of EVENT, now and in this process; takes VERDICT over. */
VmgDecision *vmg_decision_of(VmgVerdict *verdict, const char *event, const char *guest);
void vmg_decision_free(VmgDecision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgDecision, vmg_decision_free)

/* "\nCOLUMN\tCOLUMN...\n", at most VMG_DECISION_MAX bytes. Free with g_free(). */
char *vmg_decision_format(const VmgDecision *decision);
/* One line without its end; NULL where it is none. */
VmgDecision *vmg_decision_parse(const char *line);
/* All decisions in TEXT, VmgDecision *; *BAD (may be NULL) counts lines that are none.
 * Free with g_ptr_array_unref(). */
GPtrArray *vmg_decision_parse_all(const char *text, guint *bad);
