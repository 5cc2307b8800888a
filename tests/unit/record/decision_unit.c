/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A decision as one line. It can be read back unchanged, and other lines are not accepted. */
#include "record/decision.h"

#include "decide/tally.h"

#include "record/queue.h"
#include "tests/unit/support/helper.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The beginning of a line in format 1 and in the present format. */
#define OLD   "1\t5\t6\trefuse\tenforcing\tmigration\tg\tu\ts\t7\t8\t"
#define START "2\t5\t6\trefuse\tenforcing\tmigration\tg\tu\ts\td\t7\t5\t1\t1\t0\t1\t"

static void
a_decision_comes_back(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgDecision) one =
        vmg_decision_new(VMG_DECISION_REFUSE, "migration", "a\tb\nc\\ \"ä\"");
    g_autoptr(GPtrArray) all = NULL;
    g_autofree char *line = NULL;
    const VmgFinding *finding;
    const VmgDecision *other;
    guint bad;

    one->duration_us = 2460;
    g_free(one->destination);
    one->destination = g_strdup("host-b");
    vmg_verdict_set_error(one->verdict, "facts-stale", "old", "renew them");
    one->verdict->checks = 12;
    vmg_verdict_add(one->verdict, "cluster", VMG_PASS, NULL, NULL, "w", "f", NULL);
    vmg_verdict_add(one->verdict, "cache", VMG_FAIL, "cache-mode", "disk vda", "none", "writeback",
                    "set it");
    line = vmg_decision_format(one);
    all = vmg_decision_parse_all(line, &bad);
    assert_int_equal(bad, 0);
    assert_int_equal(all->len, 1);
    other = g_ptr_array_index(all, 0);
    assert_int_equal(other->time_us, one->time_us);
    assert_int_equal(other->process, getpid());
    assert_int_equal(other->duration_us, 2460);
    assert_string_equal(other->destination, "host-b");
    assert_string_equal(other->verdict->error_code, "facts-stale");
    assert_string_equal(other->verdict->error, one->verdict->error);
    assert_string_equal(other->guest, one->guest);
    assert_int_equal(other->verdict->checks, 12);
    assert_int_equal(other->verdict->findings->len, 2);
    assert_int_equal(other->verdict->failed->len, 1);
    finding = g_ptr_array_index(other->verdict->findings, 0);
    assert_string_equal(finding->wanted, "w");
    assert_string_equal(finding->found, "f");
    assert_null(finding->label);
    vmg_verdict_render(other->verdict);
    assert_string_equal(finding->label, "source and destination host are in the same cluster");
    finding = g_ptr_array_index(other->verdict->findings, 1);
    assert_string_equal(finding->check, "cache");
    assert_int_equal(finding->result, VMG_FAIL);
    assert_string_equal(finding->code, "cache-mode");
    assert_string_equal(finding->subject, "disk vda");
    assert_string_equal(finding->wanted, "none");
    assert_string_equal(finding->found, "writeback");
    assert_string_equal(finding->fix, "set it");
}

static void
what_is_none_is_counted(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        guint good, bad;
    } rows[] = {
        {"", 0, 0},
        {"\n\n", 0, 0},
        {"\n" OLD "\n", 1, 0},
        {"\n" OLD "no facts\tcache\tFAIL\t\t\t\t\n", 1, 0},
        {"\n" OLD "\tcache\tFAIL\t\t\t\n", 0, 1},
        {"\n" START "\t\n", 1, 0},
        {"\n" START "facts-stale\tno facts\tcache\tFAIL\tcache-mode\t\t\t\t\n", 1, 0},
        {"\n" START "\t\tcache\tFAIL\t\t\t\t\n", 0, 1},
        /* one line is cut short, the next line is whole */
        {"\n1\t5\t6\trefuse\tenf\n" START "\t\n", 1, 1},
        {"\n2" START "\t\n", 0, 1},
        {"\n2\t5\t6\trefuse\tenforcing\tmigration\tg\tu\ts\td\t7\t5\t1\tx\t0\t1\t\t\n", 0, 1},
        {"\n2\t5\t6\trefuse\tenforcing\tmigration\tg\tu\ts\td\t7\t\t1\t1\t0\t1\t\t\n", 0, 1},
        {"\n3\t5\t6\trefuse\tenforcing\tmigration\tg\tu\ts\td\t7\t5\t1\t1\t0\t1\t\t\n", 0, 1},
        {"\n1" START "\t\n", 0, 1},
        {"\n1\tx\t6\trefuse\tenforcing\tmigration\tg\tu\ts\t7\t8\t\n", 0, 1},
        {"\n1\t-5\t6\trefuse\tenforcing\tmigration\tg\tu\ts\t7\t8\t\n", 0, 1},
        {"\n" START "\t\\\n", 0, 1},
        {"\n1\t5\t6\trefuse\tenforcing\tmigration\tg\\\tu\ts\t7\t8\t\n", 0, 1},
        {"\nno such thing\n\nat all", 0, 2},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint bad;
        g_autoptr(GPtrArray) all = vmg_decision_parse_all(rows[i].text, &bad);

        if (all->len != rows[i].good || bad != rows[i].bad)
            fail_msg("row %zu: %u good, %u bad", i, all->len, bad);
    }
}

/* A record of an earlier version is shown, without the members that it does not have. */
static void
the_first_format_is_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgDecision) decision = vmg_decision_parse(
        OLD "no facts\tcpu\tPASS\t\t\t\t\tcache\tFAIL\tdisk vda\tnone\tunsafe\tset it");
    const VmgFinding *passed, *failed;

    assert_non_null(decision);
    assert_null(decision->verdict->kept);
    assert_string_equal(decision->source, "s");
    assert_string_equal(decision->destination, "");
    assert_int_equal(decision->duration_us, 7);
    assert_int_equal(decision->verdict->checks, 8);
    assert_string_equal(decision->verdict->error, "no facts");
    assert_null(decision->verdict->error_code);
    assert_int_equal(decision->verdict->findings->len, 2);
    passed = g_ptr_array_index(decision->verdict->findings, 0);
    failed = g_ptr_array_index(decision->verdict->findings, 1);
    assert_string_equal(passed->code, "holds");
    assert_string_equal(failed->code, "check-failed");
    assert_string_equal(failed->subject, "disk vda");
    assert_string_equal(failed->fix, "set it");
}

static void
a_long_one_is_bounded(void **state G_GNUC_UNUSED)
{
    g_autofree char *name = g_strnfill(100000, '\001');
    g_autoptr(VmgDecision) decision = vmg_decision_new(VMG_DECISION_ADMIT, "migration", name);
    g_autoptr(GPtrArray) all = NULL;
    g_autofree char *line = NULL;
    const VmgVerdict *kept;
    guint bad;

    decision->verdict->checks = 2;
    for (guint i = 0; i < 1000; i++)
        vmg_verdict_add(decision->verdict, "c", VMG_FAIL, NULL, "subject", "wanted", "found",
                        "fix");
    vmg_verdict_add(decision->verdict, "d", VMG_WARN, NULL, NULL, "wanted", "found", NULL);
    line = vmg_decision_format(decision);
    assert_true(strlen(line) <= VMG_DECISION_MAX + 1);
    all = vmg_decision_parse_all(line, &bad);
    assert_int_equal(bad, 0);
    assert_int_equal(all->len, 1);
    /* The last finding is no longer in the record, but it is counted. */
    kept = ((VmgDecision *)all->pdata[0])->verdict;
    assert_int_equal(kept->checks, 2);
    assert_int_equal(vmg_tally_of(kept).of[VMG_OUTCOME_WARNED], 1);
}

/* A text in Russian is recorded unchanged. If it is too long, it is cut between two letters, not
 * inside a letter of two bytes. */
static void
other_languages_stay_readable(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgDecision) decision = vmg_decision_new(VMG_DECISION_REFUSE, "migration", "g");
    g_autoptr(GString) guest = g_string_new("x");
    g_autoptr(GPtrArray) all = NULL;
    g_autofree char *line = NULL;

    for (guint i = 0; i < 1000; i++)
        g_string_append(guest, "я");
    g_free(decision->guest);
    decision->guest = g_strdup(guest->str);
    vmg_verdict_add(decision->verdict, "cache", VMG_FAIL, NULL, "диск vda", "none", "нет",
                    "сделайте");
    line = vmg_decision_format(decision);
    assert_non_null(strstr(line, "\tдиск vda\tnone\tнет\tсделайте"));
    assert_true(g_utf8_validate(line, -1, NULL));
    all = vmg_decision_parse_all(line, NULL);
    assert_int_equal(all->len, 1);
    assert_string_equal(((VmgDecision *)all->pdata[0])->guest + 1021, "я");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decision_comes_back),         cmocka_unit_test(what_is_none_is_counted),
        cmocka_unit_test(the_first_format_is_read),      cmocka_unit_test(a_long_one_is_bounded),
        cmocka_unit_test(other_languages_stay_readable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
