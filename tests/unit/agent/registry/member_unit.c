/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host as a member of its cluster: what the member does with a registry, and that it does
 * nothing without one. */
#include "tests/unit/support/helper.h"

#include "agent/registry/member.h"
#include "agent/registry/peer.h"
#include "agent/registry/registry.h"
#include "host/peers.h"

#include <glib/gstdio.h>
#include <string.h>

enum { WAIT_MS = 10000 };

/* How many threads this process has. */
static guint
threads(void)
{
    g_autoptr(GDir) dir = g_dir_open("/proc/self/task", 0, NULL);
    guint count = 0;

    while (g_dir_read_name(dir))
        count++;
    return count;
}

static VmgSnapshot *
snapshot_new(GBytes *key)
{
    g_autofree char *xml = test_source_xml();
    VmgSnapshot *snapshot = vmg_snapshot_new(test_host(xml));

    snapshot->key = key ? g_bytes_ref(key) : NULL;
    return snapshot;
}

static VmgMember *
member_new(const TestDir *dir, VmgSay *say, const VmgConfig *config, VmgSnapshot *snapshot)
{
    VmgMember *member = vmg_member_new(say, dir->paths.peers);
    GPtrArray *guests = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_guest_free);

    vmg_member_configure(member, config);
    vmg_member_set_guests(member, guests);
    vmg_member_set_facts(member, snapshot, "<host boottime='1'>");
    return member;
}

static VmgConfig *
config_of(const TestDir *dir)
{
    g_autofree char *text =
        g_strdup_printf("[registry]\nuri = directory:%s\nlease = 3\n", dir->path);

    return test_config(text);
}

static void
settle(const VmgMember *member)
{
    gint64 end = g_get_monotonic_time() + WAIT_MS * 1000;

    while (!vmg_member_is_idle(member) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, FALSE);
    assert_true(vmg_member_is_idle(member));
}

/* The order (the number that is higher in each newer entry) of this host's entry, if the entry
 * is signed with KEY; 0 if there is no such entry. */
static guint64
published_order(const VmgConfig *config, GBytes *key)
{
    g_autoptr(VmgRegistry) registry = vmg_registry_open(config, NULL);
    g_autoptr(GPtrArray) entries = vmg_registry_list(registry, NULL, NULL);
    const VmgRegistryEntry *entry = entries && entries->len > 0 ? entries->pdata[0] : NULL;
    g_autoptr(VmgPeer) peer =
        entry ? vmg_peer_read(entry->uuid, entry->text, entry->len, 0, key) : NULL;

    return peer && peer->host ? peer->order : 0;
}

static void
without_a_registry_nothing_is_done(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(VmgConfig) config = test_config(NULL);
    g_autoptr(VmgSnapshot) snapshot = snapshot_new(NULL);
    guint before = threads();
    g_autoptr(VmgMember) member = member_new(dir, say, config, snapshot);

    assert_false(vmg_member_is_on(member));
    assert_true(vmg_member_is_idle(member));
    for (int i = 0; i < 20; i++) {
        g_main_context_iteration(NULL, FALSE);
        assert_true(threads() <= before);
        g_usleep(10000);
    }
    assert_false(g_file_test(dir->paths.peers, G_FILE_TEST_EXISTS));
}

static void
what_is_published_is_signed(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(VmgConfig) config = config_of(dir);
    g_autoptr(GBytes) key = g_bytes_new_static("0123456789abcdef", 16);
    g_autoptr(VmgSnapshot) snapshot = snapshot_new(key);
    g_autoptr(VmgMember) member = member_new(dir, say, config, snapshot);
    guint64 first;

    settle(member);
    first = published_order(config, key);
    assert_true(first > 0);
    vmg_member_set_facts(member, snapshot, "<host boottime='2'>other");
    settle(member);
    assert_true(published_order(config, key) > first);
}

/* The member publishes facts again if more than their time has changed. */
static void
only_a_change_is_published(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *facts;
        gboolean is_new;
    } rows[] = {
        {"<host boottime=\"2\" date=\"a\">", TRUE},
        {"<host boottime=\"3\" date=\"b\">", FALSE},
        {"<host boottime=\"4\" date=\"c\" manager=\"vdsm\">", TRUE},
        {"<host boottime=\"5\" date=\"d\" manager=\"vdsm\">", FALSE},
    };
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(VmgConfig) config = config_of(dir);
    g_autoptr(VmgSnapshot) snapshot = snapshot_new(NULL);
    g_autoptr(VmgMember) member = member_new(dir, say, config, snapshot);

    settle(member);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint64 before = published_order(config, NULL);

        vmg_member_set_facts(member, snapshot, rows[i].facts);
        settle(member);
        assert_int_equal(published_order(config, NULL) > before, rows[i].is_new);
    }
}

/* The host's clock was set back. The host must still give its entries a higher order than
 * before, because other hosts take an entry with a lower order for an old one. */
static void
its_order_rises_above_what_others_have_seen(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(VmgConfig) config = config_of(dir);
    g_autoptr(VmgRegistry) registry = vmg_registry_open(config, NULL);
    g_autoptr(GBytes) key = g_bytes_new_static("0123456789abcdef", 16);
    g_autoptr(VmgSnapshot) snapshot = snapshot_new(key);
    const guint64 future = (guint64)g_get_real_time() / 1000 + 3 * 3600 * 1000;
    g_autofree char *text = vmg_peer_publish(snapshot->host, NULL, future, 3, key);
    g_autoptr(VmgMember) member = NULL;

    assert_true(vmg_registry_put(registry, TEST_SOURCE_UUID, text, NULL));
    member = member_new(dir, say, config, snapshot);
    settle(member);
    assert_true(published_order(config, key) > future);
}

static gboolean
is_heard(const TestDir *dir)
{
    return vmg_peers_silence(dir->paths.peers) >= 0;
}

/* The member gets facts only when they have changed. After a failure of the registry, the member
 * must publish the facts again by itself, and read what the other hosts publish. */
static void
what_failed_is_done_again(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autofree char *share = test_path(dir, "share");
    g_autofree char *text = g_strdup_printf("[registry]\nuri = directory:%s\nlease = 3\n", share);
    g_autoptr(VmgConfig) config = test_config(text);
    g_autoptr(VmgSnapshot) snapshot = snapshot_new(NULL);
    g_autoptr(VmgMember) member = member_new(dir, say, config, snapshot);
    gint64 end = g_get_monotonic_time() + WAIT_MS * 1000;

    settle(member);
    assert_false(is_heard(dir));
    assert_int_equal(g_mkdir(share, 0755), 0);
    while (!is_heard(dir) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, FALSE);
    assert_true(is_heard(dir));
    settle(member);
    assert_true(published_order(config, NULL) > 0);
}

static void
without_its_key_it_is_silent(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(VmgConfig) config = config_of(dir);
    g_autoptr(VmgSnapshot) snapshot = snapshot_new(NULL);
    g_autoptr(VmgMember) member = NULL;

    snapshot->no_stamps = TRUE;
    member = member_new(dir, say, config, snapshot);
    settle(member);
    assert_true(published_order(config, NULL) == 0);
    assert_int_equal(vmg_peers_silence(dir->paths.peers), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_registry_nothing_is_done),
        cmocka_unit_test(what_is_published_is_signed),
        cmocka_unit_test(only_a_change_is_published),
        cmocka_unit_test(its_order_rises_above_what_others_have_seen),
        cmocka_unit_test(what_failed_is_done_again),
        cmocka_unit_test(without_its_key_it_is_silent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
