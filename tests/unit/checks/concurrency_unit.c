/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the check concurrency (lib/checks/concurrency.c). */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"
#include "tests/unit/support/capacity.h"

#define LIMIT(n) "[migration]\nmax-incoming = " #n "\n"

static void
concurrency(void **state G_GNUC_UNUSED)
{
    static const TestCapacity rows[] = {
        {"none", "", "", 1, 1, "", "<guests/>", "concurrency PASS 0 under way\n"},
        {"those that run do not count", LIMIT(1), "", 1, 1, "",
         "<guests>" TEST_RUNS(TEST_OTHER_UUID, 1) TEST_RUNS(TEST_THIRD_UUID, 1) "</guests>",
         "concurrency PASS 0 under way\n"},
        {"one of two", "", "", 1, 1, "", "<guests>" TEST_ARRIVES(TEST_OTHER_UUID, 1, 0) "</guests>",
         "concurrency PASS 1 under way\n"},
        {"two of two", "", "", 1, 1, "",
         "<guests>" TEST_ARRIVES(TEST_OTHER_UUID, 1, 0)
             TEST_ARRIVES(TEST_THIRD_UUID, 1, 1) "</guests>",
         "concurrency FAIL 2 under way\n"},
        {"it is one of them itself", "", "", 1, 1, "",
         "<guests>" TEST_ARRIVES(TEST_OTHER_UUID, 1, 0)
             TEST_ARRIVES(TEST_GUEST_UUID, 1, 1) "</guests>",
         "concurrency PASS 1 under way\n"},
        {"none is allowed", LIMIT(0), "", 1, 1, "", "<guests/>",
         "concurrency FAIL [migration] max-incoming = 0 there\n"},
    };

    test_capacity(&vmg_check_concurrency, rows, G_N_ELEMENTS(rows));
}

/* The XML of a host with these GUESTS in its facts. Free with g_free(). */
static char *
host_of(const char *name, const char *uuid, const char *guests)
{
    return g_strdup_printf("<host xmlns='urn:virt-migration-guard:1'><uuid>%s</uuid><name>%s</name>"
                           "<cluster>c</cluster><status>up</status><networks/>%s</host>",
                           uuid, name, guests);
}

static void
the_source_has_a_limit(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *guests, *findings;
    } rows[] = {
        {"", "<guests/>", "concurrency PASS 0 under way\nconcurrency PASS 0 under way\n"},
        {"", "<guests outgoing='1'/>", "concurrency PASS 1 under way\n*"},
        {"", "<guests outgoing='2'/>", "concurrency FAIL 2 under way\nconcurrency PASS *"},
        {"[migration]\nmax-outgoing=3\n", "<guests outgoing='2'/>",
         "concurrency PASS 2 under way\n*"},
        {"[migration]\nmax-outgoing=0\n", "<guests/>",
         "concurrency FAIL [migration] max-outgoing = 0 there\n*"},
        {"", "", "concurrency PASS 0 under way\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", "");
        g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, rows[i].guests);
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID, "<guests/>");
        g_autofree char *findings =
            test_ask(&vmg_check_concurrency, rows[i].config, domain, from, to);

        test_like(rows[i].guests, findings, rows[i].findings);
    }
}

/* The XML of a host with a manager. Free with g_free(). */
static char *
managed(const char *xml, const char *manager)
{
    g_autofree char *attribute = g_strdup_printf("<host manager='%s' ", manager);
    g_auto(GStrv) parts = g_strsplit(xml, "<host ", 2);

    return g_strjoinv(attribute, parts);
}

/* VDSM queues migrations, so a guest that only has to wait must not be refused. */
static void
vdsm_keeps_its_own_limits(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *guests, *findings;
    } rows[] = {
        {"", "<guests outgoing='9'/>", "concurrency PASS 9 under way\nconcurrency PASS 1 *"},
        {"[migration]\nmax-outgoing=2\n", "<guests outgoing='2'/>",
         "concurrency WARN 2 under way\nconcurrency PASS 1 *"},
        {"[migration]\nmax-outgoing=2\n", "<guests outgoing='1'/>",
         "concurrency PASS 1 under way\nconcurrency PASS 1 *"},
        {"[migration]\nmax-incoming=1\n", "", "concurrency WARN 1 under way\n"},
        {"[migration]\nmax-incoming=0\n", "", "concurrency FAIL * max-incoming = 0 *"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", "");
        g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, rows[i].guests);
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID,
                                      "<guests><guest uuid='" TEST_OTHER_UUID
                                      "' commit='1' vcpus='1' state='incoming'/></guests>");
        g_autofree char *source = managed(from, "vdsm"), *destination = managed(to, "vdsm");
        g_autofree char *findings =
            test_ask(&vmg_check_concurrency, rows[i].config, domain, source, destination);

        test_like(rows[i].config, findings, rows[i].findings);
    }
}

static void
without_a_destination(void **state G_GNUC_UNUSED)
{
    g_autofree char *domain = test_domain("", "");
    g_autofree char *findings = test_ask(&vmg_check_concurrency, "", domain, NULL, NULL);

    assert_string_equal(findings, "concurrency FAIL no destination\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(concurrency),
        cmocka_unit_test(the_source_has_a_limit),
        cmocka_unit_test(vdsm_keeps_its_own_limits),
        cmocka_unit_test(without_a_destination),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
