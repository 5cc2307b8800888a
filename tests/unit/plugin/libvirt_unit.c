/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The whole way of an event, with all paths in a temporary directory. */
#include "plugin/event.h"

#include "base/sys.h"
#include "base/text.h"
#include "ledger/ledger.h"
#include "tests/unit/support/helper.h"
#include "tests/unit/support/keep-record.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DISK(cache)                                                                                \
    "<disk><driver cache='" cache "'/><source file='/srv/images/a'/><target dev='vda'/></disk>"
#define GOOD DISK("none")
#define BAD  DISK("writeback")
#define VNC  "<graphics type='vnc' listen='192.0.2.1'/>"

typedef struct {
    int status;
    char *output, *reason, *record;
} Outcome;

static void
outcome_clear(Outcome *outcome)
{
    g_free(outcome->output);
    g_free(outcome->reason);
    g_free(outcome->record);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

static unsigned deadline_ms;
static int deadline_status;

static void
note_deadline(unsigned ms, int status)
{
    deadline_ms = ms;
    deadline_status = status;
}

static char *language;

static void
note_language(const char *name)
{
    g_free(language);
    language = g_strdup(name);
}

static Outcome
run(const TestDir *dir, enum vmg_event event, const char *xml)
{
    const struct vmg_request request = {
        .version = VMG_POLICY_VERSION,
        .event = event,
        .guest = "g1",
        .xml = xml,
        .len = strlen(xml),
        .started_us = g_get_monotonic_time(),
        .use_language = note_language,
        .set_deadline = note_deadline,
    };
    struct vmg_answer answer;
    Outcome outcome;

    g_clear_pointer(&test_last_record, g_free);
    assert_int_equal(vmg_policy_run(&dir->paths, &request, &answer), 0);
    outcome.status = answer.status;
    outcome.output = g_strdup(answer.output);
    outcome.reason = g_strdup(answer.reason);
    assert_int_equal(answer.output ? strlen(answer.output) : 0, answer.output_len);
    answer.finish(&answer);
    outcome.record = g_steal_pointer(&test_last_record);
    return outcome;
}

/* A directory with fresh facts of host-b, and that guard.conf. */
static TestDir *
make_host(const char *config)
{
    g_autofree char *facts = test_dest_xml();
    TestDir *dir = test_dir_new();

    test_now_ms = 1000;
    test_write(dir, "run/host.xml", facts);
    if (config)
        test_write(dir, "etc/guard.conf", config);
    return dir;
}

/* The entry of g1; NULL if there is none. */
static VmgEntry *
entry_of(const TestDir *dir)
{
    char nonce[VMG_NONCE_SIZE];

    return vmg_ledger_file_find(dir->paths.ledger, "g1", NULL, nonce) > 0
               ? vmg_ledger_get(dir->paths.ledger, "g1", nonce, NULL)
               : NULL;
}

static gboolean
has_entry(const TestDir *dir)
{
    g_autoptr(VmgEntry) entry = entry_of(dir);

    return entry != NULL;
}

static void
a_good_guest_is_admitted(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD VNC);
    g_auto(Outcome) outcome = run(dir, VMG_EVENT_MIGRATE, xml);

    assert_int_equal(outcome.status, 0);
    assert_null(outcome.reason);
    test_like("output", outcome.output, "<?xml*<vmg:name>host-b</vmg:name>*listen=\"192.0.2.2\"*");
    assert_null(strstr(outcome.output, "host-a"));
    test_like("record", outcome.record,
              "migration of guest g1 from host-a admitted: * checks hold");
    assert_true(has_entry(dir));
    assert_int_equal(deadline_ms, 2000);
    assert_int_equal(deadline_status, 1);
}

static void
a_bad_guest_is_refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(NULL);
    g_autofree char *xml = test_stamped("", BAD VNC);
    g_auto(Outcome) outcome = run(dir, VMG_EVENT_MIGRATE, xml);

    assert_int_equal(outcome.status, 1);
    assert_null(outcome.output);
    test_like("reason", outcome.reason,
              "migration refused: 1 of * checks failed\n"
              "FAIL cache: disk vda: wanted: cache=none or cache=directsync; found: cache mode "
              "writeback; fix: virsh edit g1: *\n");
    test_like("record", outcome.record,
              "migration of guest g1 from host-a refused: 1 of * checks failed\nFAIL cache: *");
    assert_false(has_entry(dir));
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
         "the source host, *; found: no stamp in *; fix: on the source host, if *"},
        {"no stamp, admitted", "[cluster]\nunstamped=admit\n", TRUE, FALSE, 0, NULL},
        {"no facts", "", FALSE, TRUE, 1,
         "migration refused: * checks failed\nFAIL cluster, status*: wanted: fresh facts "
         "about the destination host; found: */host.xml: can't open it: *; fix: *"},
        {"no facts, admitted", "[guard]\non-error=admit\n", FALSE, TRUE, 0, NULL},
        {"nothing, admitted", "[guard]\non-error=admit\n[cluster]\nunstamped=admit\n", FALSE, FALSE,
         0, NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = make_host(rows[i].config);
        g_autofree char *xml =
            rows[i].stamped ? test_stamped("", GOOD VNC) : test_domain("", GOOD VNC);
        g_auto(Outcome) outcome = {0};

        if (!rows[i].facts)
            assert_int_equal(unlink(dir->paths.facts_file), 0);
        outcome = run(dir, VMG_EVENT_MIGRATE, xml);
        assert_int_equal(outcome.status, rows[i].status);
        if (rows[i].reason)
            test_like(rows[i].label, outcome.reason, rows[i].reason);
        assert_int_equal(has_entry(dir), outcome.status == 0);
    }
}

static void
a_broken_configuration_refuses_and_says_where(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host("[guard]\nmode=permissive\non-error=admitt\n");
    g_autofree char *good = test_stamped("", GOOD), *bad = test_stamped("", BAD);
    g_auto(Outcome) of_good = run(dir, VMG_EVENT_MIGRATE, good);
    g_auto(Outcome) of_bad = run(dir, VMG_EVENT_MIGRATE, bad);

    assert_int_equal(of_good.status, 1);
    test_like("good", of_good.reason,
              "migration refused: */guard.conf:3: ?guard? on-error is 'admitt', but must be "
              "one of refuse, admit; did you mean 'admit'?; fix: correct it; *every mistake\n");
    assert_int_equal(of_bad.status, 1);
    test_like("bad", of_bad.reason,
              "migration refused: */guard.conf:3: *\nFAIL cache: disk vda: *");
    assert_false(has_entry(dir));
}

static void
permissive_refuses_nothing(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host("[guard]\nmode=permissive\ndeadline-ms=100\n");
    g_autofree char *xml = test_stamped("", BAD VNC);
    g_auto(Outcome) outcome = run(dir, VMG_EVENT_MIGRATE, xml);
    g_auto(Outcome) of_nonsense = run(dir, VMG_EVENT_MIGRATE, "nonsense");

    assert_int_equal(outcome.status, 0);
    assert_null(outcome.reason);
    test_like("output", outcome.output, "*listen=\"192.0.2.2\"*");
    test_like("record", outcome.record, "*admitted (permissive: would be refused): 1 of *");
    assert_true(has_entry(dir));
    assert_int_equal(deadline_ms, 100);
    assert_int_equal(deadline_status, 0);
    assert_int_equal(of_nonsense.status, 0);
    test_like("record", of_nonsense.record, "*(permissive: would be refused): domain XML:1: *");
}

static void
disabled_does_nothing(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host("[guard]\nmode=disabled\n");
    g_autofree char *xml = test_stamped("", BAD VNC);
    g_auto(Outcome) outcome = run(dir, VMG_EVENT_MIGRATE, xml);
    g_auto(Outcome) of_nonsense = run(dir, VMG_EVENT_MIGRATE, "nonsense");

    assert_int_equal(outcome.status, 0);
    assert_null(outcome.output);
    assert_null(outcome.record);
    assert_false(has_entry(dir));
    assert_int_equal(of_nonsense.status, 0);
    assert_int_equal(deadline_status, 0);
}

/* The hook itself has texts, too. */
static void
the_hook_is_told_its_language(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *language;
    } rows[] = {{"[guard]\nlanguage=ru\n", "ru"}, {NULL, NULL}};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = make_host(rows[i].config);
        g_auto(Outcome) outcome = run(dir, VMG_EVENT_MIGRATE, "<domain/>");

        assert_int_equal(outcome.status, 1);
        test_same(rows[i].config, language, rows[i].language);
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
        g_autoptr(TestDir) dir = make_host(NULL);
        g_autoptr(TestDir) admits = make_host("[guard]\non-error=admit\n");
        g_auto(Outcome) outcome = run(dir, VMG_EVENT_MIGRATE, rows[i][0]);
        g_auto(Outcome) admitted = run(admits, VMG_EVENT_MIGRATE, rows[i][0]);

        assert_int_equal(outcome.status, 1);
        test_like(rows[i][0], outcome.reason, rows[i][1]);
        assert_non_null(outcome.record);
        assert_int_equal(admitted.status, 0);
        assert_null(admitted.output);
        test_like(rows[i][0], admitted.record, "migration of guest g1 admitted: *\nWARN guard: *");
        assert_int_equal(deadline_status, 0);
    }
}

static void
a_ledger_that_can_not_be_written_refuses(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(NULL);
    g_autoptr(TestDir) admits = make_host("[guard]\non-error=admit\n");
    g_autofree char *xml = test_stamped("", GOOD VNC);
    g_auto(Outcome) outcome = {0}, admitted = {0};

    test_write(dir, "run/incoming", "a file");
    test_write(admits, "run/incoming", "a file");
    outcome = run(dir, VMG_EVENT_MIGRATE, xml);
    admitted = run(admits, VMG_EVENT_MIGRATE, xml);
    assert_int_equal(outcome.status, 1);
    assert_null(outcome.output);
    test_like("refused", outcome.reason,
              "migration refused: */run/incoming/.lock: can't lock it: *; fix: try again; *");
    assert_int_equal(admitted.status, 0);
    test_like("admitted", admitted.record, "*\nWARN guard: wanted: a decision; found: */incoming*");
}

static void
what_was_admitted_starts(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD VNC);
    g_auto(Outcome) admitted = run(dir, VMG_EVENT_MIGRATE, xml);
    g_auto(Outcome) start = run(dir, VMG_EVENT_PREPARE, admitted.output);

    assert_int_equal(start.status, 0);
    assert_null(start.output);
    assert_null(start.reason);
    assert_null(start.record);
    assert_true(has_entry(dir)); /* it reserves until it runs */
}

/* What admitting XML gave to libvirt, with FROM replaced by TO. */
static char *
changed(const TestDir *dir, const char *xml, const char *from, const char *to)
{
    g_auto(Outcome) admitted = run(dir, VMG_EVENT_MIGRATE, xml);
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
        g_autoptr(TestDir) dir = make_host(NULL);
        g_autofree char *other = changed(dir, xml, rows[i].from, rows[i].to);
        g_auto(Outcome) start = {0};

        test_now_ms += rows[i].later_ms;
        start = run(dir, VMG_EVENT_PREPARE, other);
        assert_int_equal(start.status, 1);
        test_like(rows[i].to, start.reason, "migration refused: *; fix: find the script *");
        test_like(rows[i].to, start.record, "start of guest g1 refused: *");
        assert_int_equal(has_entry(dir), !rows[i].is_xml);
    }
}

/* Permissive and on-error=admit let it start, and say so; the guest reserves. */
static void
a_changed_guest_starts_where_nothing_is_refused(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"[guard]\nmode=permissive\n", "start of guest g1 admitted (permissive: would be *"},
        {"[guard]\non-error=admit\n", "start of guest g1 admitted: *\nWARN guard: *"},
    };
    g_autofree char *xml = test_stamped("", GOOD);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = make_host(rows[i][0]);
        g_autofree char *other =
            changed(dir, xml, "<driver cache=\"none\"", "<driver cache=\"unsafe\"");
        g_auto(Outcome) start = run(dir, VMG_EVENT_PREPARE, other);
        g_autoptr(VmgEntry) entry = entry_of(dir);

        assert_int_equal(start.status, 0);
        test_like(rows[i][0], start.record, rows[i][1]);
        assert_int_equal(entry->prepared_ms, test_now_ms);
    }
}

/* A guest without the nonce of the entry, or one that was prepared before, is none that
 * arrives, whatever it looks like. */
static void
a_local_start_is_not_compared(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host("[guard]\nmode=broken\n");
    g_autoptr(TestDir) healthy = make_host(NULL), before = make_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD), *plain = test_domain("", BAD);
    g_autofree char *old =
        changed(before, xml, "<driver cache=\"none\"", "<driver cache=\"unsafe\"");
    g_auto(Outcome) admitted = run(healthy, VMG_EVENT_MIGRATE, xml);
    const char *const starts[] = {plain, old, admitted.output, old, plain};
    g_auto(Outcome) never = run(dir, VMG_EVENT_PREPARE, plain);

    assert_int_equal(never.status, 0);
    assert_null(never.record);
    for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
        g_auto(Outcome) start = run(healthy, VMG_EVENT_PREPARE, starts[i]);

        assert_int_equal(start.status, 0);
        assert_null(start.record);
        assert_true(has_entry(healthy));
    }
}

/* A shut-off guest may be changed between its offline migration and its start. */
static void
what_came_offline_is_not_compared(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(NULL);
    g_autofree char *live = test_stamped("", GOOD);
    g_autoptr(GString) off = g_string_new(live);
    g_autofree char *other = NULL;
    g_auto(Outcome) start = {0};

    assert_int_equal(g_string_replace(off, "<guest uuid", "<guest shut-off='yes' uuid", 1), 1);
    other = changed(dir, off->str, "<driver cache=\"none\"", "<driver cache=\"unsafe\"");
    start = run(dir, VMG_EVENT_PREPARE, other);
    assert_int_equal(start.status, 0);
    assert_null(start.record);
}

/* A client gave up a migration and starts another one: each is compared with its own. */
static void
two_attempts_are_two_entries(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD);
    g_autofree char *first =
        changed(dir, xml, "<driver cache=\"none\"", "<driver cache=\"unsafe\"");
    g_auto(Outcome) second = run(dir, VMG_EVENT_MIGRATE, xml), start = {0}, late = {0};

    late = run(dir, VMG_EVENT_PREPARE, first);
    assert_int_equal(late.status, 1);
    assert_true(has_entry(dir));
    start = run(dir, VMG_EVENT_PREPARE, second.output);
    assert_int_equal(start.status, 0);
    assert_true(has_entry(dir));
}

/* It is a part of a file's name. */
static void
a_nonce_that_is_none_is_not_looked_for(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(NULL);
    g_autofree char *xml =
        test_domain("<v:stamp xmlns:v='urn:virt-migration-guard:1' admission='/../x'/>", GOOD);
    g_auto(Outcome) start = {0};

    test_write(dir, "run/incoming/g1@/../x", "[incoming]\nuuid=1\nadmitted=1\nnonce=/../x\n");
    start = run(dir, VMG_EVENT_PREPARE, xml);
    assert_int_equal(start.status, 0);
}

/* Its entry reserves nothing any more: the host is asked once more, and may be full. */
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
        g_autoptr(TestDir) dir = make_host(NULL);
        g_auto(Outcome) admitted = run(dir, VMG_EVENT_MIGRATE, xml), start = {0};

        test_now_ms += VMG_LEDGER_UNPREPARED_MS + 1;
        if (rows[i].config)
            test_write(dir, "etc/guard.conf", rows[i].config);
        if (rows[i].no_facts)
            unlink(dir->paths.facts_file);
        start = run(dir, VMG_EVENT_PREPARE, admitted.output);
        assert_int_equal(start.status, rows[i].status);
        if (rows[i].reason)
            test_like("reason", start.reason, rows[i].reason);
        assert_int_equal(has_entry(dir), rows[i].status == 0);
    }
}

/* What is not marked would stop to reserve. */
static void
a_start_that_can_not_be_marked_is_refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(NULL);
    g_autofree char *xml = test_stamped("", GOOD);
    g_auto(Outcome) admitted = run(dir, VMG_EVENT_MIGRATE, xml), start = {0};
    g_autoptr(VmgEntry) entry = entry_of(dir);
    g_autofree char *beside =
        g_strdup_printf("%s/.%s.%d" VMG_SYS_NEW, dir->paths.ledger, entry->name, (int)getpid());

    assert_int_equal(mkdir(beside, 0700), 0);
    start = run(dir, VMG_EVENT_PREPARE, admitted.output);
    assert_int_equal(start.status, 1);
    test_like("reason", start.reason, "migration refused: *; fix: check that /run is not full *");
}

static void
another_version_is_not_answered(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(NULL);
    const struct vmg_request request = {.version = VMG_POLICY_VERSION + 1};
    struct vmg_answer answer;

    assert_int_equal(vmg_policy_run(&dir->paths, &request, &answer), -1);
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
        cmocka_unit_test(what_was_admitted_starts),
        cmocka_unit_test(what_was_changed_on_the_way_does_not),
        cmocka_unit_test(a_changed_guest_starts_where_nothing_is_refused),
        cmocka_unit_test(a_local_start_is_not_compared),
        cmocka_unit_test(what_came_offline_is_not_compared),
        cmocka_unit_test(two_attempts_are_two_entries),
        cmocka_unit_test(a_nonce_that_is_none_is_not_looked_for),
        cmocka_unit_test(who_comes_late_needs_room),
        cmocka_unit_test(a_start_that_can_not_be_marked_is_refused),
        cmocka_unit_test(another_version_is_not_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
