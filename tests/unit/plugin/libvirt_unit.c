/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole events, from the hook's arguments to the decision, with all paths in a temporary directory.
 */
#include "base/text.h"
#include "tests/unit/support/event.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
a_good_guest_is_admitted(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD VNC);
    g_auto(TestOutcome) outcome = test_event(dir, VMG_EVENT_MIGRATE, xml);

    assert_int_equal(outcome.status, 0);
    assert_null(outcome.reason);
    test_like("output", outcome.output, "<?xml*<vmg:name>host-b</vmg:name>*listen=\"192.0.2.2\"*");
    assert_null(strstr(outcome.output, "host-a"));
    test_like("record", outcome.record,
              "migration of guest g1 from host-a admitted: * checks hold, 1 warning\nWARN "
              "resources: *no answer in time: *");
    assert_true(test_event_has_entry(dir));
    assert_int_equal(test_deadline_ms, 2000);
    assert_int_equal(test_deadline_status, 1);
}

static void
a_bad_guest_is_refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host(NULL);
    g_autofree char *xml = test_stamped("", BAD VNC);
    g_auto(TestOutcome) outcome = test_event(dir, VMG_EVENT_MIGRATE, xml);

    assert_int_equal(outcome.status, 1);
    assert_null(outcome.output);
    test_like("reason", outcome.reason,
              "migration refused: 1 of * checks failed, 1 warning\n"
              "FAIL cache: disk vda: wanted: cache=none or cache=directsync; found: cache mode "
              "writeback; fix: virsh edit g1: *\n");
    test_like("record", outcome.record,
              "migration of guest g1 from host-a refused: 1 of * checks failed, 1 warning\nFAIL "
              "cache: *");
    assert_false(test_event_has_entry(dir));
}

static void
what_is_missing_refuses_and_on_error_admits(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *label, *config;
        gboolean facts, stamped;
        int status;
        const char *reason;
    } rows[] = {
        {"no stamp", "", TRUE, FALSE, 1,
         "migration refused: * checks failed\nFAIL cluster, status, *cache: wanted: facts about "
         "the source host in *; found: no stamp in *; fix: on the source host, if *"},
        {"no stamp, admitted", "[cluster]\nunstamped=admit\n", TRUE, FALSE, 0, NULL},
        {"no facts", "", FALSE, TRUE, 1,
         "migration refused: * checks failed\nFAIL cluster, status*: wanted: fresh facts "
         "about the destination host; found: */host.xml: can't open it: *; fix: *"},
        {"no facts, admitted", "[guard]\non-error=admit\n", FALSE, TRUE, 0, NULL},
        {"nothing, admitted", "[guard]\non-error=admit\n[cluster]\nunstamped=admit\n", FALSE, FALSE,
         0, NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_event_host(rows[i].config);
        g_autofree char *xml =
            rows[i].stamped ? test_stamped("", GOOD VNC) : test_domain("", GOOD VNC);
        g_auto(TestOutcome) outcome = {0};

        if (!rows[i].facts)
            assert_int_equal(unlink(dir->paths.facts_file), 0);
        outcome = test_event(dir, VMG_EVENT_MIGRATE, xml);
        assert_int_equal(outcome.status, rows[i].status);
        if (rows[i].reason)
            test_like(rows[i].label, outcome.reason, rows[i].reason);
        assert_int_equal(test_event_has_entry(dir), outcome.status == 0);
    }
}

static void
a_broken_configuration_refuses_and_says_where(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host("[guard]\nmode=permissive\non-error=admitt\n");
    g_autofree char *good = test_stamped("", GOOD), *bad = test_stamped("", BAD);
    g_auto(TestOutcome) of_good = test_event(dir, VMG_EVENT_MIGRATE, good);
    g_auto(TestOutcome) of_bad = test_event(dir, VMG_EVENT_MIGRATE, bad);

    assert_int_equal(of_good.status, 1);
    test_like("good", of_good.reason,
              "migration refused: */guard.conf:3: ?guard? on-error is 'admitt', but must be "
              "one of refuse, admit; did you mean 'admit'?; fix: correct it; *every mistake*\n");
    assert_int_equal(of_bad.status, 1);
    test_like("bad", of_bad.reason,
              "migration refused: */guard.conf:3: *\nFAIL cache: disk vda: *");
    assert_false(test_event_has_entry(dir));
}

static void
permissive_refuses_nothing(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host("[guard]\nmode=permissive\ndeadline-ms=100\n");
    g_autofree char *xml = test_stamped("", BAD VNC);
    g_auto(TestOutcome) outcome = test_event(dir, VMG_EVENT_MIGRATE, xml);
    g_auto(TestOutcome) of_nonsense = test_event(dir, VMG_EVENT_MIGRATE, "nonsense");

    assert_int_equal(outcome.status, 0);
    assert_null(outcome.reason);
    test_like("output", outcome.output, "*listen=\"192.0.2.2\"*");
    test_like("record", outcome.record, "*admitted (permissive: would be refused): 1 of *");
    assert_true(test_event_has_entry(dir));
    assert_int_equal(test_deadline_ms, 100);
    assert_int_equal(test_deadline_status, 0);
    assert_int_equal(of_nonsense.status, 0);
    test_like("record", of_nonsense.record, "*(permissive: would be refused): domain XML:1: *");
}

static void
disabled_does_nothing(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host("[guard]\nmode=disabled\n");
    g_autofree char *xml = test_stamped("", BAD VNC);
    g_auto(TestOutcome) outcome = test_event(dir, VMG_EVENT_MIGRATE, xml);
    g_auto(TestOutcome) of_nonsense = test_event(dir, VMG_EVENT_MIGRATE, "nonsense");

    assert_int_equal(outcome.status, 0);
    assert_null(outcome.output);
    assert_null(outcome.record);
    assert_false(test_event_has_entry(dir));
    assert_int_equal(of_nonsense.status, 0);
    assert_int_equal(test_deadline_status, 0);
}

/* The texts of the hook itself are translated, too. */
static void
the_hook_is_told_its_language(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *language;
    } rows[] = {{"[guard]\nlanguage=ru\n", "ru"}, {NULL, NULL}};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_event_host(rows[i].config);
        g_auto(TestOutcome) outcome = test_event(dir, VMG_EVENT_MIGRATE, "<domain/>");

        assert_int_equal(outcome.status, 1);
        test_same(rows[i].config, test_language, rows[i].language);
    }
    vmg_text_use(NULL);
}

static void
what_is_no_guest_is_refused(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"", "migration refused: domain XML: empty; fix: find the hook *"},
        {"<domain>", "migration refused: domain XML:1: *; fix: *"},
        {"<!DOCTYPE d><domain/>", "migration refused: domain XML: a DOCTYPE is not allowed; *"},
        {"<domain><name>g</name><uuid>1</uuid></domain>",
         "migration refused: the domain XML has no valid *"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_event_host(NULL);
        g_autoptr(TestDir) admits = test_event_host("[guard]\non-error=admit\n");
        g_auto(TestOutcome) outcome = test_event(dir, VMG_EVENT_MIGRATE, rows[i][0]);
        g_auto(TestOutcome) admitted = test_event(admits, VMG_EVENT_MIGRATE, rows[i][0]);

        assert_int_equal(outcome.status, 1);
        test_like(rows[i][0], outcome.reason, rows[i][1]);
        assert_non_null(outcome.record);
        assert_int_equal(admitted.status, 0);
        assert_null(admitted.output);
        test_like(rows[i][0], admitted.record, "migration of guest g1 admitted: *\nWARN guard: *");
        assert_int_equal(test_deadline_status, 0);
    }
}

static void
a_ledger_that_can_not_be_written_refuses(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host(NULL);
    g_autoptr(TestDir) admits = test_event_host("[guard]\non-error=admit\n");
    g_autofree char *xml = test_stamped("", GOOD VNC);
    g_auto(TestOutcome) outcome = {0}, admitted = {0};

    test_write(dir, "run/incoming", "a file");
    test_write(admits, "run/incoming", "a file");
    outcome = test_event(dir, VMG_EVENT_MIGRATE, xml);
    admitted = test_event(admits, VMG_EVENT_MIGRATE, xml);
    assert_int_equal(outcome.status, 1);
    assert_null(outcome.output);
    test_like("refused", outcome.reason,
              "migration refused: */run/incoming/.lock: can't lock it: *; fix: try again; *");
    assert_int_equal(admitted.status, 0);
    test_like("admitted", admitted.record, "*\nWARN guard: wanted: a decision; found: */incoming*");
}

static void
another_version_is_not_answered(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host(NULL);
    const struct vmg_request request = {.version = VMG_POLICY_VERSION + 1};
    struct vmg_answer answer;

    assert_int_equal(vmg_event_run(&dir->paths, &request, &answer), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_guest_is_admitted),
        cmocka_unit_test(a_bad_guest_is_refused),
        cmocka_unit_test(what_is_missing_refuses_and_on_error_admits),
        cmocka_unit_test(a_broken_configuration_refuses_and_says_where),
        cmocka_unit_test(permissive_refuses_nothing),
        cmocka_unit_test(disabled_does_nothing),
        cmocka_unit_test(the_hook_is_told_its_language),
        cmocka_unit_test(what_is_no_guest_is_refused),
        cmocka_unit_test(a_ledger_that_can_not_be_written_refuses),
        cmocka_unit_test(another_version_is_not_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
