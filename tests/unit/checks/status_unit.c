/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the check status (lib/checks/status.c). */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define EVACUATE_NO "[status]\nevacuate=no\n"

static void
both_hosts_must_be_up(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *source, *destination, *findings;
    } rows[] = {
        {"", "up", "up", "PASS up, PASS up"},
        {"", "preparing-for-maintenance", "up", "PASS preparing-for-maintenance, PASS up"},
        {EVACUATE_NO, "preparing-for-maintenance", "up", "FAIL preparing-for-maintenance, PASS up"},
        {EVACUATE_NO, "up", "up", "PASS up, PASS up"},
        {"", "maintenance", "up", "FAIL maintenance, PASS up"},
        {"", "up", "preparing-for-maintenance", "PASS up, FAIL preparing-for-maintenance"},
        {"", "up", "maintenance", "PASS up, FAIL maintenance"},
        {"", "maintenance", "maintenance", "FAIL maintenance, FAIL maintenance"},
        {"", "of-the-future", "up", "FAIL of-the-future, PASS up"},
        {"", "up", "Up", "PASS up, FAIL Up"},
        {"", "up", "non-responsive", "PASS up, FAIL non-responsive"},
    };
    g_autofree char *domain = test_domain("", "");

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *source =
            test_host_xml("host-a", TEST_SOURCE_UUID, "c", rows[i].source, "");
        g_autofree char *destination =
            test_host_xml("host-b", TEST_DEST_UUID, "c", rows[i].destination, "");
        g_autofree char *findings =
            test_ask(&vmg_check_status, rows[i].config, domain, source, destination);
        g_auto(GStrv) two = g_strsplit_set(rows[i].findings, " ,", -1);
        g_autofree char *expected = g_strdup_printf("status %s source host host-a: %s\n"
                                                    "status %s destination host host-b: %s\n",
                                                    two[0], two[1], two[3], two[4]);

        test_same(rows[i].findings, findings, expected);
    }
}

static void
each_host_is_judged_without_the_other(void **state G_GNUC_UNUSED)
{
    g_autofree char *domain = test_domain("", "");
    g_autofree char *source = test_host_xml("host-a", TEST_SOURCE_UUID, "c", "maintenance", "");
    g_autofree char *destination = test_host_xml("host-b", TEST_DEST_UUID, "c", "maintenance", "");
    g_autofree char *only_source = test_ask(&vmg_check_status, "", domain, source, NULL);
    g_autofree char *only_destination = test_ask(&vmg_check_status, "", domain, NULL, destination);

    assert_string_equal(only_source, "status FAIL no destination\n"
                                     "status FAIL source host host-a: maintenance\n");
    assert_string_equal(only_destination, "status FAIL no source\n"
                                          "status FAIL destination host host-b: maintenance\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_hosts_must_be_up),
        cmocka_unit_test(each_host_is_judged_without_the_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
