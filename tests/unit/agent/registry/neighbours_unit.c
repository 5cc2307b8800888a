/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent keeps about the other hosts, while the registry changes. */
#include "tests/unit/support/helper.h"

#include "agent/registry/neighbours.h"
#include "agent/registry/peer.h"
#include "host/peers.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { LEASE = 30 }; /* seconds */

typedef struct {
    TestDir *dir;
    VmgRegistry *registry;
    VmgNeighbours *neighbours;
} Cluster;

static void
cluster_clear(Cluster *cluster)
{
    vmg_neighbours_free(cluster->neighbours);
    vmg_registry_unref(cluster->registry);
    test_dir_free(cluster->dir);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Cluster, cluster_clear)

static Cluster
cluster_new(void)
{
    Cluster cluster = {.dir = test_dir_new()};
    g_autofree char *uri = g_strconcat("directory:", cluster.dir->path, NULL);

    cluster.registry = vmg_registry_new(uri, "east", &(VmgRegistryOptions){.lease = 30}, NULL);
    cluster.neighbours = vmg_neighbours_new(cluster.dir->paths.peers, "east");
    return cluster;
}

/* An entry of host-a. ORDER is higher in each newer entry. Here ORDER is also the lowest serial
 * that a valid stamp of the host's only guest can have. */
static char *
entry_of(const char *status, guint64 order, GBytes *key)
{
    VmgPeerGuest guest = {.uuid = (char *)TEST_DEST_UUID, .name = (char *)"web1", .serial = order};
    g_autofree char *xml = test_host_xml("host-a", TEST_SOURCE_UUID, "east", status, "");
    g_autoptr(VmgHost) host = test_host(xml);
    g_autoptr(GPtrArray) guests = g_ptr_array_new();

    g_ptr_array_add(guests, &guest);
    return vmg_peer_publish(host, guests, order, LEASE, key);
}

static void
put(const Cluster *cluster, const char *uuid, const char *text)
{
    assert_true(vmg_registry_put(cluster->registry, uuid, text, NULL));
}

static void
publish(const Cluster *cluster, const char *name, const char *uuid, const char *status, GBytes *key)
{
    g_autofree char *xml = test_host_xml(name, uuid, "east", status, ""), *text = NULL;
    g_autoptr(VmgHost) host = test_host(xml);

    text = vmg_peer_publish(host, NULL, 1, LEASE, key);
    put(cluster, uuid, text);
}

static void
is_heard(const Cluster *cluster, GBytes *key, const char *uuid, const char *expected)
{
    g_autofree char *status = NULL;

    assert_true(vmg_neighbours_look(cluster->neighbours, cluster->registry, key, NULL));
    status = vmg_peers_status(cluster->dir->paths.peers, uuid);
    assert_string_equal(status ? status : "", expected);
}

static void
changes_are_kept(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();

    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "");
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "up", NULL);
    publish(&cluster, "host-b", TEST_DEST_UUID, "up", NULL);
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "up");
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "maintenance", NULL);
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "maintenance");
    is_heard(&cluster, NULL, TEST_DEST_UUID, "up");
    assert_true(vmg_registry_remove(cluster.registry, TEST_SOURCE_UUID, NULL));
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "");
    is_heard(&cluster, NULL, TEST_DEST_UUID, "up");
    assert_true(vmg_peers_silence(cluster.dir->paths.peers) >= 0);
}

static void
serials_are_kept(void **state G_GNUC_UNUSED)
{
    VmgPeerGuest guest = {.uuid = (char *)TEST_DEST_UUID, .name = (char *)"web1"},
                 odd = {.uuid = (char *)"../heard", .name = (char *)"x", .serial = 9};
    g_autofree char *xml = test_host_xml("host-a", TEST_SOURCE_UUID, "east", "up", "");
    g_autoptr(VmgHost) host = test_host(xml);
    g_autoptr(GPtrArray) guests = g_ptr_array_new();
    g_auto(Cluster) cluster = cluster_new();
    const char *peers = cluster.dir->paths.peers;

    g_ptr_array_add(guests, &odd);
    g_ptr_array_add(guests, &guest);
    for (guest.serial = 4; guest.serial < 6; guest.serial++) {
        g_autofree char *text = vmg_peer_publish(host, guests, 1, 30, NULL);

        assert_true(vmg_registry_put(cluster.registry, TEST_SOURCE_UUID, text, NULL));
        is_heard(&cluster, NULL, TEST_SOURCE_UUID, "up");
        assert_int_equal(vmg_peers_serial(peers, TEST_SOURCE_UUID, TEST_DEST_UUID), guest.serial);
    }
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "maintenance", NULL);
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "maintenance");
    assert_int_equal(vmg_peers_serial(peers, TEST_SOURCE_UUID, TEST_DEST_UUID), 0);
}

/* The agent does not read an entry again if its revision is the same, but still looks at the
 * entry's age. */
static void
a_lease_ends(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();
    g_autofree char *path = test_path(cluster.dir, "east/" TEST_SOURCE_UUID ".xml");
    struct timespec times[2] = {{0}};
    struct stat st;

    publish(&cluster, "host-a", TEST_SOURCE_UUID, "up", NULL);
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "up");
    assert_int_equal(stat(path, &st), 0);
    times[0].tv_sec = times[1].tv_sec = st.st_mtime - 100;
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "non-responsive");
    assert_true(vmg_registry_renew(cluster.registry, TEST_SOURCE_UUID, NULL));
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "up");
}

static GBytes *
key_new(void)
{
    return g_bytes_new_static("0123456789abcdef", 16);
}

static guint64
serial_of(const Cluster *cluster)
{
    return vmg_peers_serial(cluster->dir->paths.peers, TEST_SOURCE_UUID, TEST_DEST_UUID);
}

static void
who_is_not_believed_is_not_heard(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();
    g_autoptr(GBytes) key = key_new();

    publish(&cluster, "host-a", TEST_SOURCE_UUID, "up", NULL);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "");
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "up", key);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "maintenance", NULL);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "non-responsive");
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "up", key);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
}

/* What somebody without the key can do to host-a's entry, if this person can write to the registry.
 */
static void
overwrite(const Cluster *cluster)
{
    put(cluster, TEST_SOURCE_UUID, "<peer/>");
}

static void
forge(const Cluster *cluster)
{
    g_autofree char *text = entry_of("up", G_MAXUINT64, NULL);

    put(cluster, TEST_SOURCE_UUID, text);
}

static void
put_back(const Cluster *cluster)
{
    g_autoptr(GBytes) key = key_new();
    g_autofree char *text = entry_of("up", 1, key);

    put(cluster, TEST_SOURCE_UUID, text);
}

static void
remove_it(const Cluster *cluster)
{
    assert_true(vmg_registry_remove(cluster->registry, TEST_SOURCE_UUID, NULL));
}

static void
make_it_old(const Cluster *cluster)
{
    g_autofree char *path = test_path(cluster->dir, "east/" TEST_SOURCE_UUID ".xml");
    const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Adds a file whose name differs from the name of host-a's file only in capital letters. */
static void
shadow(const Cluster *cluster)
{
    g_autofree char *capitals = g_ascii_strup(TEST_SOURCE_UUID, -1);
    g_autoptr(GBytes) key = key_new();
    g_autofree char *text = entry_of("up", 1, key);

    put(cluster, capitals, text);
}

static void
say_that_it_is_gone(const Cluster *cluster)
{
    g_autoptr(GBytes) other = g_bytes_new_static("0123456789abcdeg", 16);
    g_autofree char *text = vmg_peer_publish_gone(TEST_SOURCE_UUID, G_MAXUINT64, LEASE, other);

    put(cluster, TEST_SOURCE_UUID, text);
}

static void
say_again_that_it_was_gone(const Cluster *cluster)
{
    g_autoptr(GBytes) key = key_new();
    g_autofree char *text = vmg_peer_publish_gone(TEST_SOURCE_UUID, 2, LEASE, key);

    put(cluster, TEST_SOURCE_UUID, text);
}

/* After each attack the agent still uses the host's last signed entry: the host stays in
 * maintenance, and no stamp with a lower serial is accepted. */
static void
who_has_no_key_hides_nothing(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *label;
        void (*attack)(const Cluster *cluster);
    } rows[] = {
        {"overwritten", overwrite},    {"forged", forge},
        {"put back", put_back},        {"removed", remove_it},
        {"made old", make_it_old},     {"shadowed", shadow},
        {"gone", say_that_it_is_gone}, {"gone long ago", say_again_that_it_was_gone},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Cluster) cluster = cluster_new();
        g_autoptr(GBytes) key = key_new();
        g_autofree char *text = entry_of("maintenance", 5, key), *next = entry_of("up", 6, key);

        print_message("%s\n", rows[i].label);
        put(&cluster, TEST_SOURCE_UUID, text);
        is_heard(&cluster, key, TEST_SOURCE_UUID, "maintenance");
        rows[i].attack(&cluster);
        for (int looks = 0; looks < 2; looks++) {
            is_heard(&cluster, key, TEST_SOURCE_UUID, "maintenance");
            assert_int_equal(serial_of(&cluster), 5);
        }
        put(&cluster, TEST_SOURCE_UUID, next);
        is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
        assert_int_equal(serial_of(&cluster), 6);
    }
}

/* Anybody can renew the lease of a host that is down, but nobody without the key can sign a
 * newer entry. So the host counts as non-responsive after some leases. */
static void
who_has_no_key_makes_no_host_up(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();
    g_autoptr(GBytes) key = key_new();
    g_autofree char *text = entry_of("up", 5, key), *next = entry_of("up", 6, key);
    gint64 begin = test_now_ms;

    put(&cluster, TEST_SOURCE_UUID, text);
    for (int lease = 0; lease < 8; lease++) {
        is_heard(&cluster, key, TEST_SOURCE_UUID, lease <= 4 ? "up" : "non-responsive");
        assert_true(vmg_registry_renew(cluster.registry, TEST_SOURCE_UUID, NULL));
        test_now_ms += LEASE * 1000;
    }
    put(&cluster, TEST_SOURCE_UUID, text);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "non-responsive");
    put(&cluster, TEST_SOURCE_UUID, next);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
    test_now_ms = begin;
}

static void
nothing_is_left_of_a_host_that_is_gone(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();
    g_autoptr(GBytes) key = key_new();
    g_autofree char *text = entry_of("up", 5, key), *again = entry_of("up", 7, key);
    g_autofree char *gone = vmg_peer_publish_gone(TEST_SOURCE_UUID, 6, LEASE, key);
    g_autoptr(GPtrArray) left = NULL, listed = NULL;

    put(&cluster, TEST_SOURCE_UUID, text);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
    put(&cluster, TEST_SOURCE_UUID, gone);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "");
    put(&cluster, TEST_SOURCE_UUID, again);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
    put(&cluster, TEST_SOURCE_UUID, gone);
    /* The note that the host is gone is older than the host's last entry, so the agent does not
     * believe the note, and the host only counts as non-responsive. */
    is_heard(&cluster, key, TEST_SOURCE_UUID, "non-responsive");
    remove_it(&cluster);
    vmg_neighbours_free(cluster.neighbours);
    cluster.neighbours = vmg_neighbours_new(cluster.dir->paths.peers, "another cluster");
    left = vmg_peers_list(cluster.dir->paths.peers, NULL);
    assert_int_equal(left->len, 0);
    put(&cluster, TEST_SOURCE_UUID, gone);
    publish(&cluster, "host-b", TEST_DEST_UUID, "up", key);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "");
    test_now_ms += LEASE * 1000 + 1;
    is_heard(&cluster, key, TEST_SOURCE_UUID, "");
    listed = vmg_registry_list(cluster.registry, NULL, NULL);
    assert_int_equal(listed->len, 1);
}

static void
an_agent_that_starts_anew_knows_what_it_knew(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();
    g_autoptr(GBytes) key = key_new();
    g_autofree char *text = entry_of("up", 5, key);

    put(&cluster, TEST_SOURCE_UUID, text);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
    vmg_neighbours_free(cluster.neighbours);
    put_back(&cluster);
    cluster.neighbours = vmg_neighbours_new(cluster.dir->paths.peers, "east");
    assert_int_equal(vmg_neighbours_order(cluster.neighbours, TEST_SOURCE_UUID), 5);
    assert_int_equal(vmg_neighbours_order(cluster.neighbours, TEST_DEST_UUID), 0);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "non-responsive");
    assert_int_equal(serial_of(&cluster), 5);
    vmg_neighbours_free(cluster.neighbours);
    remove_it(&cluster);
    test_write(cluster.dir, "run/peers/" TEST_DEST_UUID, "cut");
    cluster.neighbours = vmg_neighbours_new(cluster.dir->paths.peers, "east");
    is_heard(&cluster, key, TEST_SOURCE_UUID, "non-responsive");
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "");
    is_heard(&cluster, NULL, TEST_DEST_UUID, "");
}

/* An order counts only in an entry that is signed with the cluster's key, because anybody can
 * write any order into an entry that is not signed. */
static void
an_order_counts_if_it_is_signed(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();
    g_autoptr(GBytes) key = key_new();
    g_autofree char *forged = entry_of("up", G_MAXUINT64, NULL), *text = entry_of("up", 5, key);

    put(&cluster, TEST_SOURCE_UUID, forged);
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "up");
    assert_int_equal(vmg_neighbours_order(cluster.neighbours, TEST_SOURCE_UUID), 0);
    put(&cluster, TEST_SOURCE_UUID, text);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
    assert_int_equal(serial_of(&cluster), 5);
}

static void
a_registry_that_is_away_changes_nothing(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();
    g_autofree char *uri = g_strconcat("directory:", cluster.dir->paths.facts_file, NULL);
    g_autoptr(VmgRegistry) away =
        vmg_registry_new(uri, "east", &(VmgRegistryOptions){.lease = 30}, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *status = NULL;

    test_write(cluster.dir, "run/host.xml", "a file, and no directory");
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "up", NULL);
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "up");
    assert_false(vmg_neighbours_look(cluster.neighbours, away, NULL, &error));
    assert_non_null(error);
    status = vmg_peers_status(cluster.dir->paths.peers, TEST_SOURCE_UUID);
    assert_string_equal(status, "up");
}

/* Entries that were accepted without a key are checked again when there is a key. */
static void
a_new_key_counts_at_once(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();
    g_autoptr(GBytes) key = key_new(), other = g_bytes_new_static("0123456789abcdeg", 16);
    g_autofree char *text = entry_of("up", 5, key);

    put(&cluster, TEST_SOURCE_UUID, text);
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "up");
    assert_true(vmg_neighbours_order(cluster.neighbours, TEST_SOURCE_UUID) == 0);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
    assert_true(vmg_neighbours_order(cluster.neighbours, TEST_SOURCE_UUID) == 5);
    is_heard(&cluster, other, TEST_SOURCE_UUID, "non-responsive");
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_kept),
        cmocka_unit_test(serials_are_kept),
        cmocka_unit_test(a_lease_ends),
        cmocka_unit_test(who_is_not_believed_is_not_heard),
        cmocka_unit_test(who_has_no_key_hides_nothing),
        cmocka_unit_test(who_has_no_key_makes_no_host_up),
        cmocka_unit_test(nothing_is_left_of_a_host_that_is_gone),
        cmocka_unit_test(an_agent_that_starts_anew_knows_what_it_knew),
        cmocka_unit_test(an_order_counts_if_it_is_signed),
        cmocka_unit_test(a_new_key_counts_at_once),
        cmocka_unit_test(a_registry_that_is_away_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
