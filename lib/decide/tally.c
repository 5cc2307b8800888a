/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide/tally.h"

#include "base/codes.h"

#include <string.h>

const char *
vmg_tally_outcome_name(VmgOutcome outcome)
{
    static const char *const names[VMG_OUTCOMES] = {"pass", "warn", "exempt", "skip", "fail"};

    return names[outcome];
}

static VmgOutcome
outcome_of(const VmgFinding *finding)
{
    switch (finding->result) {
    case VMG_PASS:
        return VMG_OUTCOME_PASSED;
    case VMG_WARN:
        return strcmp(finding->code, VMG_CODE_EXEMPT) == 0 ? VMG_OUTCOME_EXEMPT
                                                           : VMG_OUTCOME_WARNED;
    case VMG_SKIP:
        return VMG_OUTCOME_SKIPPED;
    default:
        return VMG_OUTCOME_FAILED;
    }
}

GHashTable *
vmg_tally_outcomes(const VmgVerdict *verdict)
{
    GHashTable *outcomes = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);
        guint before = GPOINTER_TO_UINT(g_hash_table_lookup(outcomes, finding->check));

        g_hash_table_insert(outcomes, finding->check,
                            GUINT_TO_POINTER(MAX(before, (guint)outcome_of(finding))));
    }
    return outcomes;
}

/* Counts the checks. A check without a finding has passed: if only one device is judged, some
 * checks report nothing. */
VmgTally
vmg_tally_of(const VmgVerdict *verdict)
{
    g_autoptr(GHashTable) outcomes = NULL;
    VmgTally tally = {{0}};
    GHashTableIter iter;
    gpointer check, outcome;
    guint others = 0;

    if (verdict->kept)
        return *verdict->kept;
    if (verdict->checks == 0) /* no check ran: this is a report of the agent */
        return tally;
    outcomes = vmg_tally_outcomes(verdict);
    g_hash_table_iter_init(&iter, outcomes);
    while (g_hash_table_iter_next(&iter, &check, &outcome)) {
        /* Findings of the guard itself do not belong to a check. Checks that passed are counted
         * at the end. */
        if (strcmp(check, VMG_GUARD) == 0 || GPOINTER_TO_UINT(outcome) == VMG_OUTCOME_PASSED)
            continue;
        tally.of[GPOINTER_TO_UINT(outcome)]++;
        others++;
    }
    tally.of[VMG_OUTCOME_PASSED] = verdict->checks > others ? verdict->checks - others : 0;
    return tally;
}
