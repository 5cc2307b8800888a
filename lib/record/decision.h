/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes and reads a decision as one line of text. The hooks append such lines to a file in
 * /run, the agent moves them to its own files, and the command line shows them. Reports of the
 * agent about a guest have the same form.
 *
 * The columns are separated by tabs and escaped as base/columns.h says. They are: the format
 * (2), time, process, decision, mode, event, guest, uuid, source, destination, duration, the
 * numbers of checks with each VmgOutcome, the code of the error, and the error. Seven columns
 * follow for each finding: check, result, code, subject, wanted, found, and fix. Lines of format
 * 1 can be read as well. They have no destination and no codes, only the number of all checks,
 * and no texts of checks that passed. Each line begins with a line feed. So if the line before
 * it was written only in part, the two lines do not mix. */
#pragma once

#include "decide/verdict.h"

#define VMG_DECISION_ADMIT  "admit"
#define VMG_DECISION_REFUSE "refuse"
/* the guest was admitted because the guard is in permissive mode; enforcing mode would have
 * refused it */
#define VMG_DECISION_WOULD "would-refuse"
/* not a decision, but a report of the agent about something that it has noticed */
#define VMG_DECISION_REPORT "report"

/* The largest length of a line, in bytes. Findings that would make the line longer are left out. */
enum { VMG_DECISION_MAX = 32 * 1024 };

typedef struct {
    /* microseconds since 1970; time_us, process and guest together identify a decision */
    gint64 time_us;
    gint64 process;
    char *decision; /* VMG_DECISION_* */
    /* "migration" or "start"; if the agent reports something, "arrival" or "departure" */
    char *event;
    char *guest;
    /* the guest's UUID; uuid, source and destination are "" if they are unknown */
    char *uuid;
    char *source;      /* the source host's name */
    char *destination; /* the name of the destination host */
    gint64 duration_us;
    VmgVerdict *verdict;
} VmgDecision;

/* Returns a new decision of this process, with the present time. Its verdict has no findings
 * yet. */
VmgDecision *vmg_decision_new(const char *decision, const char *event, const char *guest);
/* Returns the decision that follows from VERDICT, with the present time and this process. The
 * decision owns VERDICT from now on. */
VmgDecision *vmg_decision_of(VmgVerdict *verdict, const char *event, const char *guest);
void vmg_decision_free(VmgDecision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgDecision, vmg_decision_free)

/* Returns the line "\nCOLUMN\tCOLUMN...\n", which has at most VMG_DECISION_MAX bytes. Free with
 * g_free(). */
char *vmg_decision_format(const VmgDecision *decision);
/* Reads LINE, which must not contain a line feed. Returns NULL if LINE is not a decision. */
VmgDecision *vmg_decision_parse(const char *line);
/* Returns all decisions in TEXT (VmgDecision *). Sets *BAD to the number of lines that are not
 * decisions; BAD may be NULL. Free with g_ptr_array_unref(). */
GPtrArray *vmg_decision_parse_all(const char *text, guint *bad);
