/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent counts for Prometheus, and the text that it writes. */
#include "agent/report/metrics.h"
#include "tests/unit/support/helper.h"

#include <string.h>

static const VmgGauges gauges = {.guests = 7,
                                 .outgoing = 1,
                                 .arriving = 2,
                                 .arriving_kib = 4194304,
                                 .exemptions = 3,
                                 .facts_time = 1000,
                                 .now = 1012,
                                 .mode = "enforcing"};

static void
count(VmgMetrics *metrics, const char *decision, gint64 duration_us, int result)
{
    g_autoptr(VmgDecision) one = vmg_decision_new(decision, "migration", "g1");

    one->duration_us = duration_us;
    vmg_verdict_add(one->verdict, "cache", VMG_WARN, NULL, NULL, NULL, "one", NULL);
    vmg_verdict_add(one->verdict, "cache", result, "cache-mode", "disk vda", NULL, "another", NULL);
    vmg_verdict_add(one->verdict, "cache", result, "cache-mode", "disk vdb", NULL, "a third", NULL);
    vmg_verdict_add(one->verdict, "cpu", VMG_PASS, NULL, NULL, NULL, "good", NULL);
    vmg_metrics_count(metrics, one);
}

static void
assert_has(const char *text, const char *name)
{
    g_autofree char *line = g_strdup_printf("\nvirt_migration_guard_%s\n", name);

    if (!strstr(text, line))
        fail_msg("no '%s' in:\n%s", name, text);
}

static void
each_is_counted_once(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgMetrics) metrics = vmg_metrics_new(NULL);
    g_autofree char *text = NULL;

    count(metrics, VMG_DECISION_ADMIT, 2500, VMG_PASS);
    count(metrics, VMG_DECISION_REFUSE, 4000, VMG_FAIL);
    count(metrics, VMG_DECISION_REFUSE, 9000000, VMG_FAIL);
    text = vmg_metrics_format(metrics, &gauges);
    assert_has(text, "decisions_total{event=\"migration\",decision=\"admit\"} 1");
    assert_has(text, "decisions_total{event=\"migration\",decision=\"refuse\"} 2");
    assert_has(text, "decisions_total{event=\"migration\",decision=\"would-refuse\"} 0");
    assert_has(text, "check_results_total{check=\"cache\",result=\"warn\"} 1");
    assert_has(text, "check_results_total{check=\"cache\",result=\"fail\"} 2");
    assert_has(text, "check_results_total{check=\"cpu\",result=\"pass\"} 3");
    assert_has(text, "reasons_total{check=\"cache\",result=\"fail\",reason=\"cache-mode\"} 2");
    assert_has(text, "reasons_total{check=\"cache\",result=\"warn\",reason=\"check-warned\"} 3");
    assert_null(strstr(text, "reason=\"holds\""));
    assert_has(text, "hook_duration_seconds_bucket{le=\"0.002500\"} 1");
    assert_has(text, "hook_duration_seconds_bucket{le=\"0.005000\"} 2");
    assert_has(text, "hook_duration_seconds_bucket{le=\"5.000000\"} 2");
    assert_has(text, "hook_duration_seconds_bucket{le=\"+Inf\"} 3");
    assert_has(text, "hook_duration_seconds_sum 9.006500");
    assert_has(text, "hook_duration_seconds_count 3");
}

static void
an_error_is_the_guards(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgMetrics) metrics = vmg_metrics_new(NULL);
    g_autoptr(VmgDecision) decision = vmg_decision_new(VMG_DECISION_REFUSE, "start", "g1");
    g_autofree char *text = NULL;

    vmg_verdict_set_error(decision->verdict, "broken", "nothing can be read", "mend it");
    vmg_metrics_count(metrics, decision);
    text = vmg_metrics_format(metrics, &gauges);
    assert_has(text, "check_results_total{check=\"guard\",result=\"fail\"} 1");
    assert_has(text, "reasons_total{check=\"guard\",result=\"fail\",reason=\"broken\"} 1");
    assert_has(text, "decisions_total{event=\"start\",decision=\"refuse\"} 1");
}

static void
a_report_is_no_decision(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgMetrics) metrics = vmg_metrics_new(NULL);
    g_autoptr(VmgDecision) report = vmg_decision_new(VMG_DECISION_REPORT, "arrival", "g1");
    g_autofree char *text = NULL;

    vmg_verdict_add(report->verdict, "guard", VMG_WARN, NULL, NULL, NULL, "not asked", NULL);
    vmg_metrics_count(metrics, report);
    text = vmg_metrics_format(metrics, &gauges);
    assert_has(text, "reports_total{event=\"arrival\",check=\"guard\"} 1");
    assert_has(text, "hook_duration_seconds_count 0");
    assert_null(strstr(text, "check_results_total{"));
}

static void
gauges_are_of_now(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgMetrics) metrics = vmg_metrics_new(NULL);
    VmgGauges without = gauges;
    g_autofree char *text = vmg_metrics_format(metrics, &gauges), *none = NULL;

    assert_has(text, "guests 7");
    assert_has(text, "outgoing_migrations 1");
    assert_has(text, "ledger_entries 2");
    assert_has(text, "ledger_memory_bytes 4294967296");
    assert_has(text, "exemptions 3");
    assert_has(text, "facts_timestamp_seconds 1000");
    assert_has(text, "facts_age_seconds 12");
    without.facts_time = 0;
    none = vmg_metrics_format(metrics, &without);
    assert_null(strstr(none, "facts_"));
}

/* A time of admission in the future is from before the host's last reboot. Such an entry reserves
 * nothing. */
static void
late_entries_reserve_nothing(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(VmgMetrics) metrics = vmg_metrics_new(say);
    g_autofree char *file = test_path(dir, "run/guard.prom"), *text = NULL;
    g_autofree char *ini = g_strdup_printf("[metrics]\nfile = %s\n", file);
    g_autoptr(VmgConfig) config = test_config(ini);
    const VmgGauges none = {.mode = "enforcing"};

    test_write(dir, "run/incoming/g1@a",
               "[incoming]\nuuid=1\nadmitted=1\nprepared=1\ncommit=1024\n");
    test_write(dir, "run/incoming/g2@b",
               "[incoming]\nuuid=2\nadmitted=9000000000000\ncommit=2048\n");
    vmg_metrics_write(metrics, config, &dir->paths, &none);
    while (!vmg_metrics_is_idle(metrics))
        g_main_context_iteration(NULL, FALSE);
    assert_true(g_file_get_contents(file, &text, NULL, NULL));
    assert_has(text, "ledger_entries 2");
    assert_has(text, "ledger_memory_bytes 1048576");
}

static void
who_can_leave_is_told(void **state G_GNUC_UNUSED)
{
    VmgPeerGuest free_one = {.uuid = (char *)"1", .name = (char *)"a\"b", .stays = (char *)""},
                 stuck = {.uuid = (char *)"2", .name = (char *)"db", .stays = (char *)"cache-mode"},
                 unknown = {.uuid = (char *)"3", .name = (char *)"new"},
                 gone = {.uuid = (char *)"4",
                         .name = (char *)"old",
                         .stays = (char *)"cpu",
                         .gone = TRUE};
    VmgPeerGuest *const all[] = {&free_one, &unknown, &gone, &stuck};
    g_autoptr(VmgMetrics) metrics = vmg_metrics_new(NULL);
    g_autoptr(GPtrArray) roll = g_ptr_array_new();
    VmgGauges with = gauges;

    with.roll = roll;
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autofree char *text = NULL;

        g_ptr_array_add(roll, all[i]);
        text = vmg_metrics_format(metrics, &with);
        assert_has(text, "guest_can_leave{guest=\"a\\\"b\",uuid=\"1\"} 1");
        assert_has(text, i < 3 ? "host_can_be_emptied 1" : "host_can_be_emptied 0");
        assert_has(text, i < 3 ? "guests_that_cannot_leave 0" : "guests_that_cannot_leave 1");
        assert_null(strstr(text, "uuid=\"3\""));
        assert_null(strstr(text, "uuid=\"4\""));
        if (i == 3)
            assert_has(text, "guest_can_leave{guest=\"db\",uuid=\"2\"} 0");
    }
}

/* The metrics have a limited number of series, even if the records of decisions name thousands
 * of different events. */
static void
series_are_bounded_and_escaped(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgMetrics) metrics = vmg_metrics_new(NULL);
    g_autoptr(VmgDecision) odd = vmg_decision_new("a\"b\\c\nd", "e", "g1");
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    vmg_metrics_count(metrics, odd);
    for (guint i = 0; i < 3000; i++) {
        g_autofree char *event = g_strdup_printf("event%u", i);
        g_autoptr(VmgDecision) decision = vmg_decision_new(VMG_DECISION_ADMIT, event, "g1");

        vmg_metrics_count(metrics, decision);
    }
    text = vmg_metrics_format(metrics, &gauges);
    assert_has(text, "decisions_total{event=\"e\",decision=\"a\\\"b\\\\c\\nd\"} 1");
    lines = g_strsplit(text, "\n", -1);
    assert_in_range(g_strv_length(lines), 1000, 1100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_counted_once),           cmocka_unit_test(an_error_is_the_guards),
        cmocka_unit_test(a_report_is_no_decision),        cmocka_unit_test(gauges_are_of_now),
        cmocka_unit_test(late_entries_reserve_nothing),   cmocka_unit_test(who_can_leave_is_told),
        cmocka_unit_test(series_are_bounded_and_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
