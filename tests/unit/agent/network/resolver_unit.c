/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The addresses that qemu.conf may name: in several spellings, in brackets, or as host names. */
#include "tests/unit/support/helper.h"

#include "agent/network/resolver.h"

static void
note(gpointer data)
{
    (*(guint *)data)++;
}

static void
addresses_have_one_spelling(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *address;
    } rows[] = {
        {NULL, NULL},
        {"192.0.2.1", "192.0.2.1"},
        {"[192.0.2.1]", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"2001:DB8:0:0:0::1", "2001:db8::1"},
        {"[2001:DB8::1]", "2001:db8::1"},
        {"::", "::"},
        {"[]", "[]"},
        {"[2001:db8::1", "[2001:db8::1"},
        {"host.example.com", "host.example.com"},
        {"", ""},
    };
    guint changes = 0;
    g_autoptr(VmgResolver) resolver = vmg_resolver_new(note, &changes);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *address = vmg_resolver_address(resolver, rows[i].text, NULL);

        test_same(rows[i].text ? rows[i].text : "nothing", address, rows[i].address);
    }
    assert_int_equal(changes, 0);
}

static void
wait_for_change(const guint *changes)
{
    gint64 end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    while (*changes == 0 && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, *changes > 0);
    assert_int_equal(*changes, 1);
}

/* On every system /etc/hosts has localhost, sometimes with both address families. */
static void
names_are_resolved(void **state G_GNUC_UNUSED)
{
    static const char network[] =
        "<network name='n' state='up'><address family='ipv4' prefix='8'>127.0.0.1</address>"
        "<address family='ipv6' prefix='128'>::1</address></network>";
    g_autofree char *xml = test_host_xml("h", TEST_DEST_UUID, "c", "up", network);
    g_autofree char *elsewhere =
        test_host_xml("h", TEST_DEST_UUID, "c", "up",
                      "<network name='n' state='up'><address family='ipv4' "
                      "prefix='8'>192.0.2.1</address></network>");
    g_autoptr(VmgHost) host = test_host(xml);
    g_autoptr(VmgHost) other = test_host(elsewhere);
    guint changes = 0;
    g_autoptr(VmgResolver) resolver = vmg_resolver_new(note, &changes);
    g_autofree char *before = vmg_resolver_address(resolver, "localhost", NULL);

    test_same("before", before, "localhost");
    vmg_resolver_ask(resolver, NULL);
    vmg_resolver_ask(resolver, "192.0.2.1");
    vmg_resolver_ask(resolver, "localhost");
    vmg_resolver_ask(resolver, "localhost");
    wait_for_change(&changes);
    for (gsize i = 0; i < 3; i++) {
        const struct vmg_network *networks[] = {NULL, host->view.networks[0],
                                                other->view.networks[0]};
        g_autofree char *address = vmg_resolver_address(resolver, "localhost", networks[i]);

        assert_true(g_strcmp0(address, "127.0.0.1") == 0 || g_strcmp0(address, "::1") == 0);
    }
}

/* If a name has the same addresses as before, the callback is not called. The callback is not
 * called after the resolver was freed, either. */
static void
nothing_is_told_twice(void **state G_GNUC_UNUSED)
{
    guint changes = 0;
    VmgResolver *resolver = vmg_resolver_new(note, &changes);

    vmg_resolver_ask(resolver, "localhost");
    wait_for_change(&changes);
    vmg_resolver_ask(resolver, "localhost");
    g_usleep(100 * 1000);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    vmg_resolver_ask(resolver, "a name.that can't be");
    vmg_resolver_free(resolver);
    g_usleep(100 * 1000);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    assert_int_equal(changes, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_have_one_spelling),
        cmocka_unit_test(names_are_resolved),
        cmocka_unit_test(nothing_is_told_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
