/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the part of the check networks that is about displays. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define PASS "networks PASS *"
#define AT(name, address)                                                                          \
    "<network name='" name "' device='br0' state='up'><address family='ipv4' prefix='24'>" address \
    "</address></network>"
#define VNC(address)                                                                               \
    "<graphics type='vnc' listen='" address "'><listen type='address' address='" address           \
    "'/></graphics>"
#define LOST "networks FAIL display vnc: host-b has none\n"

static void
displays_need_an_address(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *label, *from, *to, *displays, *findings;
    } rows[] = {
        {"moves", AT("a", "192.0.2.1"), AT("a", "192.0.2.2"), VNC("192.0.2.1"), PASS},
        {"no such network there", AT("a", "192.0.2.1"), AT("b", "192.0.2.2"), VNC("192.0.2.1"),
         LOST},
        {"no address there", AT("a", "192.0.2.1"), "<network name='a' device='br0' state='up'/>",
         VNC("192.0.2.1"), LOST},
        {"everywhere", AT("a", "192.0.2.1"), "", VNC("0.0.0.0"), PASS},
        {"nobody's", AT("a", "192.0.2.1"), "", VNC("198.51.100.7"), PASS},
        {"the network looks it up", AT("a", "192.0.2.1"), "",
         "<graphics type='vnc'><listen type='network' network='x' address='192.0.2.1'/></graphics>",
         "networks FAIL display vnc: host-b has no such network\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", rows[i].displays);
        g_autofree char *from = test_host_xml("host-a", TEST_SOURCE_UUID, "c", "up", rows[i].from);
        g_autofree char *to = test_host_xml("host-b", TEST_DEST_UUID, "c", "up", rows[i].to);
        g_autofree char *findings =
            test_ask(&vmg_check_networks, "[networks]\nmatch=guest\n", domain, from, to);

        test_like(rows[i].label, findings, rows[i].findings);
    }
}

/* On a host without a manager a guest without a stamp is refused anyway, so the address of the
 * display is not reported as well. VDSM admits guests without a stamp, so there the address
 * decides. */
static void
addresses_of_a_guest_without_a_stamp(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *manager, *findings;
    } rows[] = {
        {"none", "networks FAIL no source\n"},
        {"vdsm",
         "networks WARN no source\nnetworks FAIL display vnc: it listens on 192.0.2.1, *\n"},
    };
    g_autofree char *domain = test_domain("", VNC("192.0.2.1"));

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *to = g_strdup_printf(
            "<host xmlns='urn:virt-migration-guard:1' manager='%s'><uuid>" TEST_DEST_UUID
            "</uuid><name>host-b</name><cluster>c</cluster><status>up</status><networks/>"
            "<inventory><addresses/></inventory></host>",
            rows[i].manager);
        g_autofree char *findings = test_ask(&vmg_check_networks, "", domain, NULL, to);

        test_like(rows[i].manager, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(displays_need_an_address),
        cmocka_unit_test(addresses_of_a_guest_without_a_stamp),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
