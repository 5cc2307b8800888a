/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The verdict: all findings of all checks, and the decision. The texts in a verdict are neutral
 * (base/neutral.h); the functions of this header return texts in the language in use. */
#pragma once

#include "config/config.h"
#include "virt-migration-guard.h"

#include <glib.h>

/* The result of a check that was not run, in addition to enum vmg_result. */
#define VMG_SKIP 3

/* Findings of the guard itself have this word instead of the name of a check. */
#define VMG_GUARD "guard"

typedef struct {
    char *check;
    /* what the check looks at, for people; NULL if there is no label. The label of a built-in
     * check is filled in by vmg_verdict_render(). */
    char *label;
    int result; /* enum vmg_result, or VMG_SKIP */
    char *code; /* the reason in one word, from codes.h or from a module */
    char *subject;
    char *wanted;
    char *found;
    char *fix;
} VmgFinding;

/* The outcome of one check, from the best to the worst. */
typedef enum {
    VMG_OUTCOME_PASSED,
    VMG_OUTCOME_WARNED,
    VMG_OUTCOME_EXEMPT, /* an exemption holds: a failure of the check is only a warning */
    /* the check, or a part of it, was not run, because it needs a destination */
    VMG_OUTCOME_SKIPPED,
    VMG_OUTCOME_FAILED,
    VMG_OUTCOMES,
} VmgOutcome;

typedef struct {
    guint of[VMG_OUTCOMES]; /* the number of checks with that outcome */
} VmgTally;

typedef struct {
    GPtrArray *findings; /* VmgFinding *, in the order of the checks */
    GPtrArray *failed;   /* names of the checks that failed */
    guint checks;        /* the number of checks that are enabled */
    char *error;         /* why no decision could be made; one line with the fix */
    char *error_code;    /* the code of the reason in error */
    /* If the verdict was read from a record: the numbers in the record, because the record may
     * not have all findings. NULL if the verdict is not from a record, or if the record has format
     * 1 (see record/decision.h). */
    VmgTally *kept;
    VmgMode mode;
} VmgVerdict;

VmgVerdict *vmg_verdict_new(VmgMode mode);
void vmg_verdict_free(VmgVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgVerdict, vmg_verdict_free)

/* Adds a finding of CHECK. Each text, plain or neutral, becomes one printable line. If CODE is
 * NULL or not a valid code, the general code of the result is used. */
void vmg_verdict_add(VmgVerdict *verdict, const char *check, int result, const char *code,
                     const char *subject, const char *wanted, const char *found, const char *fix);
/* Sets the LABEL of the finding that was added last. */
void vmg_verdict_label(VmgVerdict *verdict, const char *label);
/* Sets the error WHAT, which prevents a decision, and its FIX. If the verdict has an error
 * already, that error stays. */
void vmg_verdict_set_error(VmgVerdict *verdict, const char *code, const char *what,
                           const char *fix);

/* Turns failures into warnings. The hook on the source uses this, because the destination judges
 * the same guest and decides. An error stays an error. */
void vmg_verdict_leave(VmgVerdict *verdict);

/* Whether a check failed or no decision could be made. */
gboolean vmg_verdict_is_bad(const VmgVerdict *verdict);
/* Whether the migration is refused: the verdict is bad and the mode is enforcing. */
gboolean vmg_verdict_refuses(const VmgVerdict *verdict);

/* The name of RESULT: "PASS", "WARN", "FAIL" or "SKIP". */
const char *vmg_verdict_result_name(int result);
/* The codes of the reasons for a refusal: first the code of the error, then the codes of the
 * failures, separated by spaces. No code is listed twice. Free with g_free(). */
char *vmg_verdict_reasons(const VmgVerdict *verdict);
/* The number of findings with that result. */
guint vmg_verdict_count(const VmgVerdict *verdict, int result);

/* Translates all texts and labels into the language in use. The verdict can then be shown, but
 * no longer recorded. */
void vmg_verdict_render(VmgVerdict *verdict);
/* The numbers of the verdict, such as "2 of 3 checks failed, 1 warning", or the error. Free with
 * g_free(). */
char *vmg_verdict_summary(const VmgVerdict *verdict);
/* Whether an earlier finding has the same texts as the finding at INDEX. This happens if several
 * checks lack the same facts. */
gboolean vmg_verdict_said_before(const VmgVerdict *verdict, guint index);
/* The names of the checks that report the same as the finding at INDEX, separated by ", ". Free
 * with g_free(). */
char *vmg_verdict_names(const VmgVerdict *verdict, guint index);
/* One line for each finding with that result. Findings of several checks with the same texts are
 * shown in one line. Free with g_free(). */
char *vmg_verdict_lines(const VmgVerdict *verdict, int result);
/* The text that says why a migration is refused, or a start if START is TRUE: the summary in the
 * first line, then the failures, then the warnings. Free with g_free(). */
char *vmg_verdict_refusal(const VmgVerdict *verdict, gboolean start);
