/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a destination judges a guest by what its agent has read from the registry. */
#include "decide/judge.h"

#include "host/peers.h"
#include "tests/unit/support/helper.h"

#include <string.h>

#define DISK     "<disk><driver cache='none'/><source file='/srv/images/a'/><target dev='vda'/></disk>"
#define GOOD     "cluster PASS *status PASS source host host-a: up\n*"
#define REGISTRY "[guard]\nfacts-max-age = 3600\n[registry]\nuri = directory:/srv/registry\n"

/* The findings about a guest whose stamp says that its source is up. */
static char *
judge(const TestDir *dir, const char *configuration, VmgHost *source)
{
    g_autofree char *xml = test_stamped("", DISK), *facts = test_dest_xml();
    g_autoptr(VmgConfig) config = test_config(configuration);
    const VmgQuestion question = {.xml = xml,
                                  .len = strlen(xml),
                                  .what = "domain XML",
                                  .config = config,
                                  .paths = &dir->paths,
                                  .source = source};
    g_autoptr(VmgJudgement) judgement = NULL;

    test_write(dir, "run/host.xml", facts);
    judgement = vmg_judge(&question, NULL);
    assert_non_null(judgement);
    return test_findings(judgement->verdict);
}

static void
the_source_is_what_was_heard_last(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *heard, *findings;
    } rows[] = {
        {"up", GOOD},
        {"maintenance", "*status FAIL source host host-a: maintenance\n*"},
        {"preparing-for-maintenance", "*status PASS source host host-a: preparing*"},
        {"non-responsive", GOOD},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    test_now_ms = 1000;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *findings = NULL;

        assert_true(test_note(dir->paths.peers, TEST_SOURCE_UUID, rows[i].heard, "host-a", ""));
        assert_true(vmg_peers_heard(dir->paths.peers, NULL));
        findings = judge(dir, REGISTRY, NULL);
        test_like(rows[i].heard, findings, rows[i].findings);
        assert_null(strstr(findings, "guard WARN"));
    }
}

/* The stamp says that the host is in maintenance; the registry says that the host is up. */
static void
nothing_is_better_than_the_stamp(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *plain = test_domain("", DISK), *facts = test_dest_xml(), *stamp = NULL;
    g_autofree char *source = test_host_xml("host-a", TEST_SOURCE_UUID, "east", "maintenance", "");
    g_autofree char *xml = NULL, *findings = NULL;
    g_autoptr(VmgConfig) config = test_config(REGISTRY);
    g_autoptr(VmgJudgement) judgement = NULL;

    test_now_ms = 1000;
    test_write(dir, "run/host.xml", facts);
    assert_true(test_note(dir->paths.peers, TEST_SOURCE_UUID, "up", "host-a", ""));
    assert_true(vmg_peers_heard(dir->paths.peers, NULL));
    stamp = test_stamp(source, plain);
    xml = test_domain(stamp, DISK);
    judgement = vmg_judge(&(VmgQuestion){.xml = xml,
                                         .len = strlen(xml),
                                         .what = "domain XML",
                                         .config = config,
                                         .paths = &dir->paths},
                          NULL);
    assert_non_null(judgement);
    findings = test_findings(judgement->verdict);
    test_like("stamp", findings, "*status FAIL source host host-a: maintenance\n*");
}

static void
who_is_not_known_is_what_the_stamp_says(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *findings = NULL;

    test_now_ms = 1000;
    assert_true(vmg_peers_heard(dir->paths.peers, NULL));
    findings = judge(dir, REGISTRY, NULL);
    test_like("unknown", findings, GOOD);
}

/* If the caller of vmg_judge() names a source host, the facts of that host are used instead of the
 * stamp, and the status of that host in the registry is not used. */
static void
a_source_that_is_named_stays(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *xml = test_source_xml(), *findings = NULL;
    g_autoptr(VmgHost) source = test_host(xml);

    test_now_ms = 1000;
    test_note(dir->paths.peers, TEST_SOURCE_UUID, "maintenance", "host-a", "");
    vmg_peers_heard(dir->paths.peers, NULL);
    findings = judge(dir, REGISTRY, source);
    test_like("named", findings, GOOD);
}

static void
a_silent_registry_is_a_warning(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name, *configuration;
        gint64 now;
        const char *findings;
    } rows[] = {
        {"in time", REGISTRY, 61000, "*status FAIL*"},
        {"silent", REGISTRY, 62000, "*status PASS*guard WARN nothing for 61 seconds: the stamp *"},
        {"of another boot", REGISTRY, 500, "*status PASS*guard WARN nothing yet: the stamp *"},
        {"a longer lease", REGISTRY "lease = 40\n", 62000, "*status FAIL*"},
        {"there is none any more", "[guard]\nfacts-max-age = 3600\n", 62000, GOOD},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    test_now_ms = 1000;
    test_note(dir->paths.peers, TEST_SOURCE_UUID, "maintenance", "host-a", "");
    vmg_peers_heard(dir->paths.peers, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *findings = NULL;

        test_now_ms = rows[i].now;
        findings = judge(dir, rows[i].configuration, NULL);
        test_like(rows[i].name, findings, rows[i].findings);
    }
}

/* The guest's stamp with this serial; "" means without a serial. */
static char *
with_serial(const char *serial)
{
    g_autofree char *xml = test_stamped("", DISK), *attribute = NULL;
    g_auto(GStrv) parts = g_strsplit(xml, "<guest ", 2);

    attribute = *serial ? g_strdup_printf("<guest serial='%s' ", serial) : g_strdup("<guest ");
    return g_strjoinv(attribute, parts);
}

/* Somebody who has kept an old stamp of the guest, from before the guest was changed, can't use it.
 */
static void
an_old_stamp_is_none(void **state G_GNUC_UNUSED)
{
#define OLD                                                                                        \
    "*cluster FAIL an old stamp: since then the guest was started, changed or moved on host-a*"
    static const struct {
        const char *serial;
        guint64 known;
        const char *findings;
    } rows[] = {
        {"7", 7, GOOD}, {"8", 7, GOOD}, {"6", 7, OLD}, {"", 7, OLD},
        {"x", 7, OLD},  {"-1", 7, OLD}, {"", 0, GOOD}, {"6", 0, GOOD},
    };
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgConfig) config = test_config(REGISTRY);
    g_autofree char *facts = test_dest_xml();

    test_now_ms = 1000;
    test_write(dir, "run/host.xml", facts);
    assert_true(vmg_peers_heard(dir->paths.peers, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = with_serial(rows[i].serial), *findings = NULL, *serials = NULL;
        const VmgQuestion question = {xml, strlen(xml), "domain XML", .config = config,
                                      .paths = &dir->paths};
        g_autoptr(VmgJudgement) judgement = NULL;

        serials = g_strdup_printf(VMG_PEERS_SERIAL, TEST_GUEST_UUID, rows[i].known);
        test_note(dir->paths.peers, TEST_SOURCE_UUID, "up", "host-a", serials);
        judgement = vmg_judge(&question, NULL);
        findings = test_findings(judgement->verdict);
        test_like(rows[i].serial, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_source_is_what_was_heard_last),
        cmocka_unit_test(nothing_is_better_than_the_stamp),
        cmocka_unit_test(who_is_not_known_is_what_the_stamp_says),
        cmocka_unit_test(a_source_that_is_named_stays),
        cmocka_unit_test(an_old_stamp_is_none),
        cmocka_unit_test(a_silent_registry_is_a_warning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
