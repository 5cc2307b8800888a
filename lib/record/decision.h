/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One decision as one line of text. Hooks append such lines to a file in /run, the agent keeps
 * them, and the command line shows them. What the agent itself reports about a guest has the same
 * form.
 *
 * The columns are separated by tabs and escaped as base/columns.h says: 2 (the format), time,
 * process, decision, mode, event, guest, uuid, source, destination, duration, the number of checks
 * with each VmgOutcome, the code of the error, the error; then seven columns for each finding:
 * check, result, code, subject, wanted, found, fix. Lines of format 1 can be read as well: they
 * have no destination, no codes, only the number of all checks, and no texts of checks that passed.
 * A line begins with a line feed, so that a line that was cut short ends there. */
#pragma once

#include "decide/verdict.h"

#define VMG_DECISION_ADMIT  "admit"
#define VMG_DECISION_REFUSE "refuse"
/* admitted in permissive mode; it would be refused in enforcing mode */
#define VMG_DECISION_WOULD  "would-refuse"
#define VMG_DECISION_REPORT "report" /* the agent reports something that it has seen */

/* The longest line, in bytes. Findings that do not fit are left out. */
enum { VMG_DECISION_MAX = 32 * 1024 };

typedef struct {
    gint64 time_us; /* since 1970; time and process together identify a decision */
    gint64 process;
    char *decision; /* VMG_DECISION_* */
    char *event;    /* "migration" or "start"; of reports "arrival" or "departure" */
    char *guest;
    char *uuid;        /* "" if unknown, as are source and destination */
    char *source;      /* the source host's name */
    char *destination; /* the name of the destination host */
    gint64 duration_us;
    VmgVerdict *verdict;
} VmgDecision;

/* A new decision, made now by this process. Its verdict has no findings yet. */
VmgDecision *vmg_decision_new(const char *decision, const char *event, const char *guest);
/* The decision that VERDICT is about EVENT, made now by this process. Takes VERDICT over. */
VmgDecision *vmg_decision_of(VmgVerdict *verdict, const char *event, const char *guest);
void vmg_decision_free(VmgDecision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgDecision, vmg_decision_free)

/* "\nCOLUMN\tCOLUMN...\n", at most VMG_DECISION_MAX bytes. Free with g_free(). */
char *vmg_decision_format(const VmgDecision *decision);
/* Reads LINE, which has no line feed. NULL if LINE is not a decision. */
VmgDecision *vmg_decision_parse(const char *line);
/* All decisions in TEXT (VmgDecision *). *BAD (may be NULL) is the number of lines that are not
 * decisions. Free with g_ptr_array_unref(). */
GPtrArray *vmg_decision_parse_all(const char *text, guint *bad);
