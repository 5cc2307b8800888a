/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the admission of a guest to its start, which is compared with the admission. */
#include "base/sys.h"
#include "tests/unit/support/event.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
what_was_admitted_starts(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD VNC);
    g_auto(TestOutcome) admitted = test_event(dir, VMG_EVENT_MIGRATE, xml);
    g_auto(TestOutcome) start = test_event(dir, VMG_EVENT_PREPARE, admitted.output);

    assert_int_equal(start.status, 0);
    assert_null(start.output);
    assert_null(start.reason);
    assert_null(start.record);
    assert_true(test_event_has_entry(dir)); /* the entry reserves memory until the guest runs */
}

/* Admits the guest XML. Returns the XML that the hook gives back to libvirt, with FROM replaced
 * by TO. */
static char *
changed(const TestDir *dir, const char *xml, const char *from, const char *to)
{
    g_auto(TestOutcome) admitted = test_event(dir, VMG_EVENT_MIGRATE, xml);
    GString *other = g_string_new(admitted.output);

    assert_int_equal(g_string_replace(other, from, to, 1), 1);
    return g_string_free(other, FALSE);
}

static void
what_was_changed_on_the_way_does_not(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *from, *to;
        gboolean is_xml;
        gint64 later_ms;
    } rows[] = {
        {"<driver cache=\"none\"", "<driver cache=\"unsafe\"", TRUE, 0},
        {"<driver cache=\"none\"", "<driver cache=\"unsafe\"", TRUE, 86400000},
        {"file=\"/srv/images/a\"", "file=\"/srv/images/b\"", TRUE, 0},
        {"192.0.2.2\"/>", "192.0.2.1\"/>", TRUE, 0},
        {"</domain>", "", FALSE, 0},
    };
    g_autofree char *xml = test_stamped("", GOOD VNC);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_event_host(NULL);
        g_autofree char *other = changed(dir, xml, rows[i].from, rows[i].to);
        g_auto(TestOutcome) start = {0};

        test_now_ms += rows[i].later_ms;
        start = test_event(dir, VMG_EVENT_PREPARE, other);
        assert_int_equal(start.status, 1);
        test_like(rows[i].to, start.reason, "migration refused: *; fix: find the script *");
        test_like(rows[i].to, start.record, "start of guest g1 refused: *");
        assert_int_equal(test_event_has_entry(dir), !rows[i].is_xml);
    }
}

/* In permissive mode, and with on-error = admit, a guest that differs from the admitted guest is
 * started with a message. Its entry still reserves memory. */
static void
a_changed_guest_starts_where_nothing_is_refused(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"[guard]\nmode=permissive\n", "start of guest g1 admitted (permissive: would be *"},
        {"[guard]\non-error=admit\n", "start of guest g1 admitted: *\nWARN guard: *"},
    };
    g_autofree char *xml = test_stamped("", GOOD);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_event_host(rows[i][0]);
        g_autofree char *other =
            changed(dir, xml, "<driver cache=\"none\"", "<driver cache=\"unsafe\"");
        g_auto(TestOutcome) start = test_event(dir, VMG_EVENT_PREPARE, other);
        g_autoptr(VmgEntry) entry = test_event_entry(dir);

        assert_int_equal(start.status, 0);
        test_like(rows[i][0], start.record, rows[i][1]);
        assert_int_equal(entry->prepared_ms, test_now_ms);
    }
}

/* A guest is compared with an admission only if it has the nonce of an entry. A guest that has
 * no nonce, or the nonce of an earlier migration, is started locally, even if an arriving guest
 * has the same name. */
static void
a_local_start_is_not_compared(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host("[guard]\nmode=broken\n");
    g_autoptr(TestDir) healthy = test_event_host(NULL), before = test_event_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD), *plain = test_domain("", BAD);
    g_autofree char *old =
        changed(before, xml, "<driver cache=\"none\"", "<driver cache=\"unsafe\"");
    g_auto(TestOutcome) admitted = test_event(healthy, VMG_EVENT_MIGRATE, xml);
    const char *const starts[] = {plain, old, admitted.output, old, plain};
    g_auto(TestOutcome) never = test_event(dir, VMG_EVENT_PREPARE, plain);

    assert_int_equal(never.status, 0);
    assert_null(never.record);
    for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
        g_auto(TestOutcome) start = test_event(healthy, VMG_EVENT_PREPARE, starts[i]);

        assert_int_equal(start.status, 0);
        assert_null(start.record);
        assert_true(test_event_has_entry(healthy));
    }
}

/* A guest that is shut off may be changed between its offline migration and its start. */
static void
what_came_offline_is_not_compared(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host(NULL);
    g_autofree char *live = test_stamped("", GOOD);
    g_autoptr(GString) off = g_string_new(live);
    g_autofree char *other = NULL;
    g_auto(TestOutcome) start = {0};

    assert_int_equal(g_string_replace(off, "<guest uuid", "<guest shut-off='yes' uuid", 1), 1);
    other = changed(dir, off->str, "<driver cache=\"none\"", "<driver cache=\"unsafe\"");
    start = test_event(dir, VMG_EVENT_PREPARE, other);
    assert_int_equal(start.status, 0);
    assert_null(start.record);
}

/* A client gives up a migration and starts another migration. Each start of the guest is compared
 * with the admission of the same migration. */
static void
two_attempts_are_two_entries(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD);
    g_autofree char *first =
        changed(dir, xml, "<driver cache=\"none\"", "<driver cache=\"unsafe\"");
    g_auto(TestOutcome) second = test_event(dir, VMG_EVENT_MIGRATE, xml), start = {0}, late = {0};

    late = test_event(dir, VMG_EVENT_PREPARE, first);
    assert_int_equal(late.status, 1);
    assert_true(test_event_has_entry(dir));
    start = test_event(dir, VMG_EVENT_PREPARE, second.output);
    assert_int_equal(start.status, 0);
    assert_true(test_event_has_entry(dir));
}

/* The nonce becomes a part of a file name, so a text that is not a nonce must not be used. */
static void
a_nonce_that_is_none_is_not_looked_for(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host(NULL);
    g_autofree char *xml =
        test_domain("<v:stamp xmlns:v='urn:virt-migration-guard:1' admission='/../x'/>", GOOD);
    g_auto(TestOutcome) start = {0};

    test_write(dir, "run/incoming/g1@/../x", "[incoming]\nuuid=1\nadmitted=1\nnonce=/../x\n");
    start = test_event(dir, VMG_EVENT_PREPARE, xml);
    assert_int_equal(start.status, 0);
}

/* The guest starts so late that its entry no longer reserves memory. So the hook checks once
 * more whether the host has room, and refuses the start if it has none. */
static void
who_comes_late_needs_room(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config;
        gboolean no_facts;
        int status;
        const char *reason;
    } rows[] = {
        {NULL, FALSE, 0, NULL},
        {"[migration]\nmax-incoming=0\n", FALSE, 1,
         "migration refused: 1 of 3 checks failed\nFAIL concurrency: *"},
        {"[checks]\nconcurrency=warn\n[migration]\nmax-incoming=0\n", FALSE, 0, NULL},
        {NULL, TRUE, 1, "migration refused: *host.xml*"},
    };
    g_autofree char *xml = test_stamped("", GOOD);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_event_host(NULL);
        g_auto(TestOutcome) admitted = test_event(dir, VMG_EVENT_MIGRATE, xml), start = {0};

        test_now_ms += VMG_LEDGER_UNPREPARED_MS + 1;
        if (rows[i].config)
            test_write(dir, "etc/guard.conf", rows[i].config);
        if (rows[i].no_facts)
            unlink(dir->paths.facts_file);
        start = test_event(dir, VMG_EVENT_PREPARE, admitted.output);
        assert_int_equal(start.status, rows[i].status);
        if (rows[i].reason)
            test_like("reason", start.reason, rows[i].reason);
        assert_int_equal(test_event_has_entry(dir), rows[i].status == 0);
    }
}

/* If the entry can't be marked as prepared, the start is refused, because the entry would soon
 * stop reserving memory. */
static void
a_start_that_can_not_be_marked_is_refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_event_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD);
    g_auto(TestOutcome) admitted = test_event(dir, VMG_EVENT_MIGRATE, xml), start = {0};
    g_autoptr(VmgEntry) entry = test_event_entry(dir);
    g_autofree char *beside =
        g_strdup_printf("%s/.%s.%d" VMG_SYS_NEW, dir->paths.ledger, entry->name, (int)getpid());

    assert_int_equal(mkdir(beside, 0700), 0);
    start = test_event(dir, VMG_EVENT_PREPARE, admitted.output);
    assert_int_equal(start.status, 1);
    test_like("reason", start.reason, "migration refused: *; fix: check that /run is not full *");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_admitted_starts),
        cmocka_unit_test(what_was_changed_on_the_way_does_not),
        cmocka_unit_test(a_changed_guest_starts_where_nothing_is_refused),
        cmocka_unit_test(a_local_start_is_not_compared),
        cmocka_unit_test(what_came_offline_is_not_compared),
        cmocka_unit_test(two_attempts_are_two_entries),
        cmocka_unit_test(a_nonce_that_is_none_is_not_looked_for),
        cmocka_unit_test(who_comes_late_needs_room),
        cmocka_unit_test(a_start_that_can_not_be_marked_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
