/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The checks migration-network and, as to the source, concurrency. */
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
    const char *from;                 /* <migration> of the source; NULL: no facts */
    const char *networks, *migration; /* of the destination */
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
        {"a manager names the address", "network='m'", GOOD,
         "network='m' configured='yes' managed='yes'", "migration-network PASS *"},
        {"not read yet", "network='m'", GOOD, SET " unread='yes'",
         "migration-network WARN qemu.conf was changed after libvirt's daemon began\n"},
        {"another one there", "network='n'", GOOD, SET, FAIL "n on host-a\n"},
        {"none there", "", GOOD, SET, FAIL "none on host-a\n"},
        {"shared", "network='m'",
         "<network name='m' device='b' "
         "state='up'><role>management</role><role>migration</role>" ADDRESS "</network>",
         SET, "migration-network WARN m is the management network as well\n"},
        {"shared with storage", "network='m'",
         "<network name='m' device='b' state='up' storage='yes'><role>migration</role>" ADDRESS
         "</network>",
         SET, "migration-network WARN a storage server is reached by m as well\n"},
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
         "concurrency FAIL [migration] max-outgoing = 0 switches them off on host-a\n*"},
        {"", "", "concurrency PASS 0 under way\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", "");
        g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, "", rows[i].guests);
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID, "", "<guests/>");
        g_autofree char *findings =
            test_ask(&vmg_check_concurrency, rows[i].config, domain, from, to);

        test_like(rows[i].guests, findings, rows[i].findings);
    }
}

/* The host XML with a manager. Free with g_free(). */
static char *
managed(const char *xml, const char *manager)
{
    g_autofree char *attribute = g_strdup_printf("<host manager='%s' ", manager);
    g_auto(GStrv) parts = g_strsplit(xml, "<host ", 2);

    return g_strjoinv(attribute, parts);
}

/* VDSM queues migrations: a guest that only has to wait is not refused. */
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
        g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, "", rows[i].guests);
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID, "",
                                      "<guests><guest uuid='" TEST_OTHER_UUID
                                      "' commit='1' vcpus='1' state='incoming'/></guests>");
        g_autofree char *source = managed(from, "vdsm"), *destination = managed(to, "vdsm");
        g_autofree char *findings =
            test_ask(&vmg_check_concurrency, rows[i].config, domain, source, destination);

        test_like(rows[i].config, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_network_is_used),
        cmocka_unit_test(the_source_has_a_limit),
        cmocka_unit_test(vdsm_keeps_its_own_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
