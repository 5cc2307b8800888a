/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the check migration-network (lib/checks/migration-network.c). */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define NET(name, state, role, address)                                                            \
    "<network name='" name "' device='br1' state='" state "'><role>" role "</role>" address        \
    "</network>"
#define ADDRESS  "<address family='ipv4' prefix='24'>192.0.2.2</address>"
#define IPV6     "<address family='ipv6' prefix='64'>2001:db8::2</address>"
#define GOOD     NET("m", "up", "migration", ADDRESS)
#define SET      "network='m' configured='yes' host='192.0.2.2' address='192.0.2.2'"
#define FAIL     "migration-network FAIL "
#define NOT_USED FAIL "migration_host not set, migration_address not set\n"

typedef struct {
    const char *label;
    const char *from;                 /* <migration> of the source; NULL: there are no facts */
    const char *networks, *migration; /* networks and <migration> of the destination */
    const char *findings;
} Row;

static char *
host_of(const char *name, const char *uuid, const char *networks, const char *migration)
{
    return g_strdup_printf(
        "<host xmlns='urn:virt-migration-guard:1'><uuid>%s</uuid><name>%s</name>"
        "<cluster>c</cluster><status>up</status><networks>%s</networks>%s</host>",
        uuid, name, networks, migration);
}

static void
the_network_is_used(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"right", "network='m'", GOOD, SET, "migration-network PASS m, 192.0.2.2\n"},
        {"no source", NULL, GOOD, SET, "migration-network PASS m, 192.0.2.2\n"},
        {"not known", "network='m'", GOOD, NULL, FAIL "host-b does not report them\n"},
        {"nothing configured", "network='m'", NET("lan", "up", "management", ADDRESS),
         "network='lan'",
         "migration-network WARN none is configured on host-b: migrations share lan\n"},
        {"nothing at all", "", "", "", "migration-network WARN none is configured on host-b\n"},
        {"not there", "network='m'", "", SET, FAIL "there is no such network\n"},
        {"down", "network='m'", NET("m", "down", "migration", ADDRESS), SET, FAIL "it is down\n"},
        {"no address", "network='m'", NET("m", "up", "migration", ""), SET,
         FAIL "it has no address\n"},
        {"not used", "network='m'", GOOD, "network='m' configured='yes'", NOT_USED},
        {"an address that is none", "network='m'",
         NET("m", "up", "migration", "<address family='ipv4' prefix='24'/>" ADDRESS), SET,
         "migration-network PASS *"},
        {"half used", "network='m'", GOOD, "network='m' configured='yes' host='192.0.2.2'",
         FAIL "migration_host 192.0.2.2, migration_address not set\n"},
        {"elsewhere", "network='m'", GOOD,
         "network='m' configured='yes' host='192.0.2.2' address='0.0.0.0'",
         FAIL "migration_host 192.0.2.2, migration_address 0.0.0.0\n"},
        {"IPv6", "network='m'", NET("m", "up", "migration", ADDRESS IPV6),
         "network='m' configured='yes' host='2001:db8::2' address='2001:db8::2'",
         "migration-network PASS *"},
        {"IPv6 in brackets", "network='m'", NET("m", "up", "migration", IPV6),
         "network='m' configured='yes' host='[2001:db8::2]' address='[2001:DB8:0::2]'",
         "migration-network PASS *"},
        {"IPv6 at length", "network='m'", NET("m", "up", "migration", IPV6),
         "network='m' configured='yes' host='2001:DB8:0:0:0:0:0:2' address='2001:db8::0:2'",
         "migration-network PASS *"},
        {"another IPv6 address in brackets", "network='m'", NET("m", "up", "migration", IPV6),
         "network='m' configured='yes' host='[2001:db8::3]' address='2001:db8::2'", FAIL "*"},
        {"brackets around nothing", "network='m'", NET("m", "up", "migration", IPV6),
         "network='m' configured='yes' host='[' address='2001:db8::3'", FAIL "*"},
        {"a name", "network='m'", GOOD,
         "network='m' configured='yes' host='b.example' address='192.0.2.2'",
         "migration-network WARN it is a name, which the source resolves: b.example\n"},
        {"a name, and another address", "network='m'", GOOD,
         "network='m' configured='yes' host='b.example' address='192.0.2.3'", FAIL "*"},
        {"a manager names the address", "network='m'", GOOD,
         "network='m' configured='yes' managed='yes'", "migration-network PASS *"},
        {"not read yet", "network='m'", GOOD, SET " unread='yes'",
         "migration-network WARN qemu.conf was changed after libvirt's daemon began\n"},
        {"another one there", "network='n'", GOOD, SET, FAIL "n on host-a\n"},
        {"none there", "", GOOD, SET, FAIL "none on host-a\n"},
        {"shared", "network='m'",
         "<network name='m' device='b' "
         "state='up'><role>management</role><role>migration</role>" ADDRESS "</network>",
         SET, "migration-network WARN m is also the management network\n"},
        {"shared with storage", "network='m'",
         "<network name='m' device='b' state='up' storage='yes'><role>migration</role>" ADDRESS
         "</network>",
         SET, "migration-network WARN m also carries storage traffic\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", "");
        g_autofree char *here =
            g_strdup_printf("<migration %s/>", rows[i].from ? rows[i].from : "");
        g_autofree char *there = rows[i].migration
                                     ? g_strdup_printf("<migration %s/>", rows[i].migration)
                                     : g_strdup("");
        g_autofree char *from = rows[i].from ? host_of("host-a", TEST_SOURCE_UUID, "", here) : NULL;
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID, rows[i].networks, there);
        g_autofree char *findings = test_ask(&vmg_check_migration_network, "", domain, from, to);

        test_like(rows[i].label, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_network_is_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
