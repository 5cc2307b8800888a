/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent keeps about the other hosts, while the registry changes. */
#include "tests/unit/support/helper.h"

#include "agent/registry/neighbours.h"
#include "agent/registry/peer.h"
#include "host/peers.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

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
    cluster.neighbours = vmg_neighbours_new(cluster.dir->paths.peers);
    return cluster;
}

static void
publish(const Cluster *cluster, const char *name, const char *uuid, const char *status, GBytes *key)
{
    g_autofree char *xml = test_host_xml(name, uuid, "east", status, ""), *text = NULL;
    g_autoptr(VmgHost) host = test_host(xml);

    text = vmg_peer_publish(host, NULL, 30, key);
    assert_true(vmg_registry_put(cluster->registry, uuid, text, NULL));
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
        g_autofree char *text = vmg_peer_publish(host, guests, 30, NULL);

        assert_true(vmg_registry_put(cluster.registry, TEST_SOURCE_UUID, text, NULL));
        is_heard(&cluster, NULL, TEST_SOURCE_UUID, "up");
        assert_int_equal(vmg_peers_serial(peers, TEST_SOURCE_UUID, TEST_DEST_UUID), guest.serial);
    }
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "maintenance", NULL);
    is_heard(&cluster, NULL, TEST_SOURCE_UUID, "maintenance");
    assert_int_equal(vmg_peers_serial(peers, TEST_SOURCE_UUID, TEST_DEST_UUID), 0);
}

/* An entry with the same revision is not read again, but its age is used. */
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

static void
who_is_not_believed_is_not_heard(void **state G_GNUC_UNUSED)
{
    g_auto(Cluster) cluster = cluster_new();
    g_autoptr(GBytes) key = g_bytes_new_static("0123456789abcdef", 16);

    publish(&cluster, "host-a", TEST_SOURCE_UUID, "up", key);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "maintenance", NULL);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "");
    publish(&cluster, "host-a", TEST_SOURCE_UUID, "up", key);
    is_heard(&cluster, key, TEST_SOURCE_UUID, "up");
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_kept),
        cmocka_unit_test(serials_are_kept),
        cmocka_unit_test(a_lease_ends),
        cmocka_unit_test(who_is_not_believed_is_not_heard),
        cmocka_unit_test(a_registry_that_is_away_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
