/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The verdict: all findings of all checks, and the decision. Its texts are neutral, as
 * base/neutral.h has it; what this header's functions return is in the language in use. */
#pragma once

#include "config/config.h"
#include "virt-migration-guard.h"

#include <glib.h>

/* A check that was not asked, beside the results of enum vmg_result. */
#define VMG_SKIP 3

/* The name of the check in findings that no check made but the guard itself. */
#define VMG_GUARD "guard"

typedef struct {
    char *check;
    char *label; /* what the check looks at, the same whatever it finds; that of a built-in check
                    is filled in when the verdict is rendered; NULL = it has none */
    int result;  /* enum vmg_result, or VMG_SKIP */
    char *code;  /* the reason in one word: codes.h, or a module's own */
    char *subject;
    char *wanted;
    char *found;
    char *fix;
} VmgFinding;

/* What became of one check, from the best to the worst. */
typedef enum {
    VMG_OUTCOME_PASSED,
    VMG_OUTCOME_WARNED,
    VMG_OUTCOME_EXEMPT,  /* an exemption makes a failure of it a warning */
    VMG_OUTCOME_SKIPPED, /* not run, or in part only: it needs a destination */
    VMG_OUTCOME_FAILED,
    VMG_OUTCOMES,
} VmgOutcome;

typedef struct {
    guint of[VMG_OUTCOMES]; /* how many checks have that outcome */
} VmgTally;

typedef struct {
    GPtrArray *findings; /* VmgFinding *, in the order of the checks */
    GPtrArray *failed;   /* names of the checks that failed */
    guint checks;        /* how many are enabled */
    char *error;         /* why no decision could be made at all; one line, with the fix */
    char *error_code;    /* the same in one word */
    VmgTally *kept;      /* as it was recorded: a record may lack findings; else NULL */
    VmgMode mode;
} VmgVerdict;

VmgVerdict *vmg_verdict_new(VmgMode mode);
void vmg_verdict_free(VmgVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgVerdict, vmg_verdict_free)

/* Adds a finding of CHECK. The texts, plain or neutral, are made one printable line each. A CODE
 * that is NULL, or no code, becomes the one that the result has by itself. */
void vmg_verdict_add(VmgVerdict *verdict, const char *check, int result, const char *code,
                     const char *subject, const char *wanted, const char *found, const char *fix);
/* Gives the finding that was added last its LABEL. */
void vmg_verdict_label(VmgVerdict *verdict, const char *label);
/* Says that nothing can be decided, and the way out. The first one stays. */
void vmg_verdict_set_error(VmgVerdict *verdict, const char *code, const char *what,
                           const char *fix);

/* Turns findings that failed into warnings: another host judges the same and decides. An error
 * stays. */
void vmg_verdict_leave(VmgVerdict *verdict);

/* Whether a check failed or no decision could be made. */
gboolean vmg_verdict_is_bad(const VmgVerdict *verdict);
/* Whether the migration is refused: it is bad, and the mode enforces. */
gboolean vmg_verdict_refuses(const VmgVerdict *verdict);

/* "PASS", "WARN", "FAIL" or "SKIP". */
const char *vmg_verdict_result_name(int result);
/* The codes of what refuses: of the error, then of the findings that failed, each once, a
 * space between. Free with g_free(). */
char *vmg_verdict_reasons(const VmgVerdict *verdict);
/* How many findings have that result. */
guint vmg_verdict_count(const VmgVerdict *verdict, int result);

/* Puts all texts and labels into the language in use, to be shown and no longer recorded. */
void vmg_verdict_render(VmgVerdict *verdict);
/* "2 of 3 checks failed, 1 warning", or the error. Free with g_free(). */
char *vmg_verdict_summary(const VmgVerdict *verdict);
/* Whether an earlier finding says the same as the one at INDEX: several checks miss the same. */
gboolean vmg_verdict_said_before(const VmgVerdict *verdict, guint index);
/* The names of the checks that say what the finding at INDEX says, ", " between. Free with
 * g_free(). */
char *vmg_verdict_names(const VmgVerdict *verdict, guint index);
/* One line a finding with that result; checks that say the same share one.
 * Free with g_free(). */
char *vmg_verdict_lines(const VmgVerdict *verdict, int result);
/* What the administrator is told of a refused migration, or start: the summary in the first
 * line, then the findings that failed, then the warnings. Free with g_free(). */
char *vmg_verdict_refusal(const VmgVerdict *verdict, gboolean start);
