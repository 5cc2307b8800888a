/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each check is counted once, by its worst finding. */
#include "decide/tally.h"

#include "tests/unit/support/helper.h"

/* Builds a verdict from "CHECK:RESULT[:CODE]", separated by blanks. */
static VmgVerdict *
verdict_of(guint checks, const char *findings)
{
    VmgVerdict *verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    g_auto(GStrv) words = g_strsplit(findings, " ", -1);

    verdict->checks = checks;
    for (guint i = 0; words[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(words[i], ":", 3);
        int result = VMG_FAIL;

        while (!g_str_equal(vmg_verdict_result_name(result), parts[1]))
            result++;
        vmg_verdict_add(verdict, parts[0], result, parts[2], NULL, "w", "f", NULL);
    }
    return verdict;
}

static void
each_check_counts_once(void **state G_GNUC_UNUSED)
{
    static const struct {
        guint checks;
        const char *findings, *tally, *summary;
    } rows[] = {
        {2, "a:PASS b:PASS", "2 0 0 0 0", "2 of 2 checks hold"},
        {2, "a:PASS a:PASS b:PASS", "2 0 0 0 0", "2 of 2 checks hold"},
        {2, "a:PASS a:WARN b:PASS", "1 1 0 0 0", "1 of 2 checks hold, 1 warning"},
        {3, "a:WARN a:WARN b:WARN c:PASS", "1 2 0 0 0", "1 of 3 checks hold, 2 warnings"},
        {3, "a:WARN:exempt a:WARN b:WARN c:PASS", "1 1 1 0 0",
         "1 of 3 checks hold, 2 warnings (1 exempt)"},
        {1, "a:WARN:exempt a:PASS", "0 0 1 0 0", "0 of 1 checks hold, 1 warning (1 exempt)"},
        {2, "a:SKIP b:PASS", "1 0 0 1 0", "1 of 2 checks hold, 1 not run"},
        {2, "a:SKIP a:PASS b:WARN", "0 1 0 1 0", "0 of 2 checks hold, 1 warning, 1 not run"},
        {1, "a:SKIP a:WARN:exempt", "0 0 0 1 0", "0 of 1 checks hold, 1 not run"},
        {2, "a:SKIP a:FAIL b:PASS", "1 0 0 0 1", "1 of 2 checks failed"},
        {3, "a:FAIL a:WARN b:WARN c:SKIP", "0 1 0 1 1",
         "1 of 3 checks failed, 1 warning, 1 not run"},
        /* A warning of the guard itself belongs to no check, and a check may have no finding. */
        {2, "guard:WARN a:PASS", "2 0 0 0 0", "2 of 2 checks hold"},
        {0, "migration-network:WARN", "0 0 0 0 0", "0 of 0 checks hold"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgVerdict) verdict = verdict_of(rows[i].checks, rows[i].findings);
        const VmgTally tally = vmg_tally_of(verdict);
        g_autofree char *text =
            g_strdup_printf("%u %u %u %u %u", tally.of[VMG_OUTCOME_PASSED],
                            tally.of[VMG_OUTCOME_WARNED], tally.of[VMG_OUTCOME_EXEMPT],
                            tally.of[VMG_OUTCOME_SKIPPED], tally.of[VMG_OUTCOME_FAILED]);
        g_autofree char *summary = vmg_verdict_summary(verdict);

        test_same(rows[i].findings, text, rows[i].tally);
        test_same(rows[i].findings, summary, rows[i].summary);
    }
}

/* If a record is too long to keep all findings, its numbers are still those of the decision. */
static void
what_was_recorded_wins(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = verdict_of(9, "a:PASS");
    const VmgTally recorded = {{1, 2, 1, 2, 3}};
    g_autofree char *summary = NULL;

    verdict->kept = g_memdup2(&recorded, sizeof(recorded));
    summary = vmg_verdict_summary(verdict);
    assert_string_equal(summary, "3 of 9 checks failed, 3 warnings (1 exempt), 2 not run");
}

static void
outcomes_have_names(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = verdict_of(2, "a:PASS guard:WARN a:SKIP");
    g_autoptr(GHashTable) outcomes = vmg_tally_outcomes(verdict);

    assert_int_equal(g_hash_table_size(outcomes), 2);
    assert_string_equal(
        vmg_tally_outcome_name(GPOINTER_TO_UINT(g_hash_table_lookup(outcomes, "a"))), "skip");
    assert_string_equal(
        vmg_tally_outcome_name(GPOINTER_TO_UINT(g_hash_table_lookup(outcomes, "guard"))), "warn");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_check_counts_once),
        cmocka_unit_test(what_was_recorded_wins),
        cmocka_unit_test(outcomes_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
