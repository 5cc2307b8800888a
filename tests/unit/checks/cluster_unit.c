/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

static void
hosts_must_be_in_one_cluster(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *source, *destination, *findings;
    } rows[] = {
        {"east", "east", "cluster PASS host-a is in 'east'\n"},
        {"east", "west", "cluster FAIL host-a is in 'east'\n"},
        {"east", "East", "cluster FAIL host-a is in 'east'\n"},
        {"east ", " east", "cluster PASS host-a is in 'east'\n"},
        {"&#10;ea\nst", "ea\nst", "cluster PASS host-a is in 'ea?st'\n"},
        {NULL, "east", "cluster FAIL no source\n"},
        {"east", NULL, "cluster FAIL no destination\n"},
        {NULL, NULL, "cluster FAIL no destination\ncluster FAIL no source\n"},
    };
    g_autofree char *domain = test_domain("", "");

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *source =
            rows[i].source ? test_host_xml("host-a", TEST_SOURCE_UUID, rows[i].source, "up", "")
                           : NULL;
        g_autofree char *destination =
            rows[i].destination
                ? test_host_xml("host-b", TEST_DEST_UUID, rows[i].destination, "up", "")
                : NULL;
        g_autofree char *findings = test_ask(&vmg_check_cluster, "", domain, source, destination);

        test_same(rows[i].source, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hosts_must_be_in_one_cluster)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
