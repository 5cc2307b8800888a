/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A bridge that lost its uplink on the destination, or is switched off there. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define BRIDGE(ports)                                                                              \
    "<network name='lan' device='br0' kind='bridge' state='up'" ports "><role>vm</role></network>"
#define NIC                                                                                        \
    "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source "                          \
    "bridge='br0'/></interface>"

static void
ports_on_both_hosts(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *from, *to, *findings;
    } rows[] = {
        {BRIDGE(" ports='yes'"), BRIDGE(" ports='yes'"), "networks PASS *"},
        {BRIDGE(" ports='yes'"), BRIDGE(" ports='no'"),
         "networks FAIL network lan: br0 has no port but those of guests\n"},
        {BRIDGE(" ports='no'"), BRIDGE(" ports='no'"), "networks PASS *"},
        {BRIDGE(" ports='no'"), BRIDGE(" ports='yes'"), "networks PASS *"},
        /* The facts of an older agent do not say whether a bridge has a port. */
        {BRIDGE(""), BRIDGE(" ports='no'"), "networks PASS *"},
        {BRIDGE(" ports='yes'"), BRIDGE(""), "networks PASS *"},
    };
    g_autofree char *domain = test_domain("", NIC);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *from =
            test_host_xml("host-a", TEST_SOURCE_UUID, "east", "up", rows[i].from);
        g_autofree char *to = test_host_xml("host-b", TEST_DEST_UUID, "east", "up", rows[i].to);
        g_autofree char *findings = test_ask(&vmg_check_networks, "", domain, from, to);

        test_like(rows[i].to, findings, rows[i].findings);
    }
}

#define LOCAL(more) "<local kind='bridge' name='br0' " more "/>"
#define OFF         LOCAL("state='down'")

static void
a_bridge_that_is_switched_off(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *nic, *from, *to, *findings;
    } rows[] = {
        {NIC, LOCAL(""), LOCAL(""), "networks WARN NIC 52:54:00:00:00:01: device br0, which *"},
        {NIC, LOCAL(""), OFF, "networks FAIL NIC 52:54:00:00:00:01: br0 is switched off there\n"},
        {"<interface type='bridge'><source bridge='br0'/></interface>", LOCAL(""), OFF,
         "networks FAIL NIC br0: br0 is switched off there\n"},
        /* The bridge is switched off on the source as well, so the migration does not make it
         * worse for the guest. */
        {NIC, OFF, OFF,
         "networks WARN NIC 52:54:00:00:00:01: br0 is switched off there\nnetworks PASS *"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", rows[i].nic);
        g_autofree char *from =
            test_host_xml("host-a", TEST_SOURCE_UUID, "east", "up", rows[i].from);
        g_autofree char *to = test_host_xml("host-b", TEST_DEST_UUID, "east", "up", rows[i].to);
        g_autofree char *findings = test_ask(&vmg_check_networks, "", domain, from, to);

        test_like(rows[i].to, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ports_on_both_hosts),
        cmocka_unit_test(a_bridge_that_is_switched_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
