/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A registry in etcd. The test starts a real etcd on the loopback address, and is skipped if etcd
 * is not installed. */
#include "tests/unit/support/helper.h"

#include "agent/registry/neighbours.h"
#include "agent/registry/peer.h"
#include "agent/registry/registry.h"
#include "base/error.h"
#include "host/peers.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SKIPPED = 77,
    START_MS = 20000,
    LEASE = 3, /* seconds; the shortest lease that guard.conf allows */
};

typedef struct {
    char *directory, *client, *peer, *uri;
    GPid pid;
} Server;

static char *
free_address(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    close(fd);
    return g_strdup_printf("127.0.0.1:%u", ntohs(address.sin_port));
}

static VmgRegistry *
open_registry(const char *uri)
{
    g_autoptr(GError) error = NULL;
    VmgRegistry *registry =
        vmg_registry_new(uri, "east", &(VmgRegistryOptions){.lease = LEASE}, &error);

    assert_null(error);
    return registry;
}

static gboolean
answers(const char *uri)
{
    g_autoptr(VmgRegistry) registry = open_registry(uri);
    g_autoptr(GPtrArray) entries = vmg_registry_list(registry, NULL, NULL);

    return entries != NULL;
}

static int
start(void **state)
{
    Server *server = g_new0(Server, 1);
    g_autofree char *client_url = NULL, *peer_url = NULL, *initial = NULL;

    server->directory = g_dir_make_tmp("etcd-XXXXXX", NULL);
    server->client = free_address();
    server->peer = free_address();
    server->uri = g_strconcat("etcd://", server->client, NULL);
    client_url = g_strconcat("http://", server->client, NULL);
    peer_url = g_strconcat("http://", server->peer, NULL);
    initial = g_strconcat("default=", peer_url, NULL);
    char *argv[] = {(char *)"etcd",    (char *)"--data-dir",
                    server->directory, (char *)"--listen-client-urls",
                    client_url,        (char *)"--advertise-client-urls",
                    client_url,        (char *)"--listen-peer-urls",
                    peer_url,          (char *)"--initial-advertise-peer-urls",
                    peer_url,          (char *)"--initial-cluster",
                    initial,           NULL};
    assert_true(g_spawn_async(NULL, argv, NULL,
                              G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                                  G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                              NULL, NULL, &server->pid, NULL));
    for (int waited = 0; !answers(server->uri); waited += 100) {
        assert_true(waited < START_MS);
        g_usleep(100000);
    }
    *state = server;
    return 0;
}

static void
remove_tree(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *entry = g_build_filename(path, name, NULL);

        remove_tree(entry);
    }
    g_remove(path);
}

static int
stop(void **state)
{
    Server *server = *state;

    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
    remove_tree(server->directory);
    g_free(server->directory);
    g_free(server->client);
    g_free(server->peer);
    g_free(server->uri);
    g_free(server);
    return 0;
}

/* Fails unless the entries as text are EXPECTED: "UUID=TEXT(here) " or "UUID=TEXT(gone) " for
 * each entry. TEXT is "-" if the entry was not read. */
static void
has(VmgRegistry *registry, GHashTable *seen, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries = vmg_registry_list(registry, seen, &error);
    g_autoptr(GString) text = g_string_new(NULL);

    assert_null(error);
    for (guint i = 0; i < entries->len; i++) {
        const VmgRegistryEntry *entry = entries->pdata[i];

        if (entry->text)
            assert_int_equal(entry->len, strlen(entry->text));
        g_string_append_printf(text, "%s=%s(%s) ", entry->uuid, entry->text ? entry->text : "-",
                               entry->age_ms == VMG_REGISTRY_GONE ? "gone" : "here");
        if (seen)
            g_hash_table_replace(seen, g_strdup(entry->uuid), g_strdup(entry->revision));
    }
    assert_string_equal(text->str, expected);
}

static gboolean
is_empty(VmgRegistry *registry)
{
    g_autoptr(GPtrArray) entries = vmg_registry_list(registry, NULL, NULL);

    return entries && entries->len == 0;
}

static void
entries_come_and_go(void **state)
{
    const Server *server = *state;
    g_autoptr(VmgRegistry) one = open_registry(server->uri), two = open_registry(server->uri);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    has(one, NULL, "");
    assert_true(vmg_registry_put(one, "a", "<a \"1\"/>\n", NULL));
    assert_true(vmg_registry_put(two, "b", "<b/>", NULL));
    has(two, seen, "a=<a \"1\"/>\n(here) b=<b/>(here) ");
    has(two, seen, "a=-(here) b=-(here) ");
    assert_true(vmg_registry_put(one, "a", "<a/>", NULL));
    has(two, seen, "a=<a/>(here) b=-(here) ");
    assert_true(vmg_registry_renew(one, "a", NULL));
    assert_true(vmg_registry_remove(two, "a", NULL));
    assert_true(vmg_registry_remove(two, "a", NULL));
    has(one, NULL, "b=<b/>(here) ");
    assert_true(vmg_registry_remove(one, "b", NULL));
}

static void
what_is_lost_is_put_again(void **state)
{
    const Server *server = *state;
    g_autoptr(VmgRegistry) registry = open_registry(server->uri),
                           other = open_registry(server->uri);
    g_autoptr(GError) error = NULL;

    assert_false(vmg_registry_renew(registry, "a", &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    g_clear_error(&error);
    assert_true(vmg_registry_put(registry, "a", "1", NULL));
    assert_true(vmg_registry_remove(other, "a", NULL));
    assert_false(vmg_registry_renew(registry, "a", &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    assert_true(vmg_registry_put(registry, "a", "2", NULL));
    assert_true(vmg_registry_renew(registry, "a", NULL));
    assert_true(vmg_registry_remove(other, "a", NULL));
}

static void
two_hosts_with_one_uuid_are_told(void **state)
{
    const Server *server = *state;
    g_autoptr(VmgRegistry) one = open_registry(server->uri), two = open_registry(server->uri);
    g_autoptr(GError) error = NULL;

    assert_true(vmg_registry_put(one, "a", "1", NULL));
    assert_true(vmg_registry_put(two, "a", "2", NULL));
    assert_false(vmg_registry_renew(one, "a", &error));
    assert_true(g_error_matches(error, VMG_ERROR, VMG_ERROR_STALE));
    assert_true(vmg_registry_renew(two, "a", NULL));
    assert_true(vmg_registry_remove(one, "a", NULL));
}

/* A host that does not renew its lease counts as gone after the time of the lease, and can't
 * renew the lease any more. When the host publishes its entry again, it counts as present again. */
static void
a_lease_ends(void **state)
{
    const Server *server = *state;
    g_autoptr(VmgRegistry) registry = open_registry(server->uri);
    g_autoptr(GError) error = NULL;

    assert_true(vmg_registry_put(registry, "a", "1", NULL));
    g_usleep((LEASE * 2 + 1) * G_USEC_PER_SEC);
    has(registry, NULL, "a=1(gone) ");
    assert_false(vmg_registry_renew(registry, "a", &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    assert_true(vmg_registry_put(registry, "a", "1", NULL));
    has(registry, NULL, "a=1(here) ");
    assert_true(vmg_registry_remove(registry, "a", NULL));
}

/* A user who may write to etcd but does not have the cluster's key can write an entry for a
 * host, but other hosts do not believe this entry. */
static void
who_has_no_key_is_not_believed(void **state)
{
    const Server *server = *state;
    g_autoptr(VmgRegistry) registry = open_registry(server->uri);
    g_autoptr(GBytes) key = g_bytes_new_static("0123456789abcdef", 16);
    g_autofree char *xml = test_source_xml(), *text = NULL;
    g_autoptr(VmgHost) host = test_host(xml);
    g_autoptr(GPtrArray) entries = NULL;

    text = vmg_peer_publish(host, NULL, 1, 30, NULL);
    assert_true(vmg_registry_put(registry, TEST_SOURCE_UUID, text, NULL));
    entries = vmg_registry_list(registry, NULL, NULL);
    assert_int_equal(entries->len, 1);
    {
        const VmgRegistryEntry *entry = entries->pdata[0];
        g_autoptr(VmgPeer) peer =
            vmg_peer_read(entry->uuid, entry->text, entry->len, entry->age_ms, key);

        assert_null(peer->host);
        assert_non_null(peer->problem);
    }
    assert_true(vmg_registry_remove(registry, TEST_SOURCE_UUID, NULL));
}

/* Lets the agent read the registry. Fails unless the hook then reads the status EXPECTED of
 * host-a. */
static void
is_heard(const TestDir *dir, VmgNeighbours *neighbours, VmgRegistry *registry, GBytes *key,
         const char *expected)
{
    g_autofree char *status = NULL;

    assert_true(vmg_neighbours_look(neighbours, registry, key, NULL));
    status = vmg_peers_status(dir->paths.peers, TEST_SOURCE_UUID);
    assert_string_equal(status ? status : "", expected);
}

static void
who_has_no_key_hides_nothing(void **state)
{
    const Server *server = *state;
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) host = open_registry(server->uri), other = open_registry(server->uri);
    g_autoptr(VmgNeighbours) neighbours = vmg_neighbours_new(dir->paths.peers, server->uri);
    g_autoptr(GBytes) key = g_bytes_new_static("0123456789abcdef", 16);
    g_autofree char *before = test_host_xml("host-a", TEST_SOURCE_UUID, "east", "up", "");
    g_autofree char *after = test_host_xml("host-a", TEST_SOURCE_UUID, "east", "maintenance", "");
    g_autoptr(VmgHost) up = test_host(before), down = test_host(after);
    g_autofree char *old = vmg_peer_publish_brief(up, NULL, 1, LEASE, key);
    g_autofree char *latest = vmg_peer_publish_brief(down, NULL, 2, LEASE, key);
    g_autofree char *gone = vmg_peer_publish_gone(TEST_SOURCE_UUID, 3, LEASE, key);

    assert_true(vmg_registry_put(host, TEST_SOURCE_UUID, "facts", NULL));
    assert_true(vmg_registry_put_brief(host, TEST_SOURCE_UUID, latest, NULL));
    is_heard(dir, neighbours, host, key, "maintenance");
    assert_true(vmg_registry_put_brief(other, TEST_SOURCE_UUID, old, NULL));
    is_heard(dir, neighbours, host, key, "maintenance");
    assert_true(vmg_registry_put_brief(other, TEST_SOURCE_UUID, "anything", NULL));
    is_heard(dir, neighbours, host, key, "maintenance");
    assert_true(vmg_registry_remove(other, TEST_SOURCE_UUID, NULL));
    is_heard(dir, neighbours, host, key, "maintenance");
    assert_true(vmg_registry_put(host, TEST_SOURCE_UUID, gone, NULL));
    assert_true(vmg_registry_put_brief(host, TEST_SOURCE_UUID, gone, NULL));
    is_heard(dir, neighbours, host, key, "");
    for (int i = 0; i < 100 && !is_empty(host); i++) {
        g_usleep(100000);
        is_heard(dir, neighbours, host, key, "");
    }
    has(host, NULL, "");
}

/* Fails unless the brief entries, which agents read instead of the whole entries, are EXPECTED:
 * "UUID=TEXT " for each entry. TEXT is "-" if the entry was not read again. */
static void
agents_read(VmgRegistry *registry, GHashTable *seen, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries = vmg_registry_list_briefs(registry, seen, &error);
    g_autoptr(GString) text = g_string_new(NULL);

    assert_null(error);
    for (guint i = 0; i < entries->len; i++) {
        const VmgRegistryEntry *entry = entries->pdata[i];

        g_string_append_printf(text, "%s=%s ", entry->uuid, entry->text ? entry->text : "-");
        g_hash_table_replace(seen, g_strdup(entry->uuid), g_strdup(entry->revision));
    }
    assert_string_equal(text->str, expected);
}

/* An agent reads a brief entry again only if this entry is new or has changed. */
static void
agents_read_little(void **state)
{
    const Server *server = *state;
    g_autoptr(VmgRegistry) one = open_registry(server->uri), two = open_registry(server->uri);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) other = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    agents_read(one, seen, "");
    assert_true(vmg_registry_put_brief(one, "a", "1", NULL));
    assert_true(vmg_registry_put_brief(two, "b", "2", NULL));
    agents_read(one, seen, "a=1 b=2 ");
    agents_read(one, seen, "a=- b=- ");
    assert_true(vmg_registry_put(two, "b", "facts", NULL));
    agents_read(one, seen, "a=- b=- ");
    assert_true(vmg_registry_put_brief(two, "b", "3", NULL));
    agents_read(one, seen, "a=- b=3 ");
    agents_read(one, other, "a=1 b=3 ");
    assert_true(vmg_registry_put_brief(two, "c", "4", NULL));
    assert_true(vmg_registry_remove(two, "a", NULL));
    agents_read(one, seen, "b=- c=4 ");
    assert_true(vmg_registry_remove(two, "b", NULL));
    assert_true(vmg_registry_remove(two, "c", NULL));
    agents_read(one, seen, "");
}

/* Each host has a brief entry that the other agents read. If somebody overwrites the brief entry,
 * vmg_registry_renew() fails, so that the host writes this entry again. */
static void
what_agents_read_is_put_again(void **state)
{
    const Server *server = *state;
    g_autoptr(VmgRegistry) one = open_registry(server->uri), two = open_registry(server->uri);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GError) error = NULL;

    assert_true(vmg_registry_put(one, "a", "facts", NULL));
    assert_true(vmg_registry_put_brief(one, "a", "1", NULL));
    assert_true(vmg_registry_renew(one, "a", NULL));
    agents_read(one, seen, "a=1 ");
    assert_true(vmg_registry_renew(one, "a", NULL));
    assert_true(vmg_registry_put_brief(two, "a", "2", NULL));
    agents_read(one, seen, "a=2 ");
    assert_false(vmg_registry_renew(one, "a", &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    assert_true(vmg_registry_put_brief(one, "a", "1", NULL));
    assert_true(vmg_registry_renew(one, "a", NULL));
    assert_true(vmg_registry_remove(one, "a", NULL));
}

/* The client tries one server after the other. If a server hangs, the first request waits for it
 * some seconds; for a while after that, requests do not wait for this server. */
static void
a_server_that_hangs_is_given_up(void **state)
{
    const Server *server = *state;
    g_autofree char *nobody = free_address();
    g_autofree char *uri = g_strdup_printf("etcd://%s,%s", nobody, server->client);
    g_autoptr(VmgRegistry) both = open_registry(uri), alone = open_registry(server->uri);
    g_autoptr(GError) error = NULL, again = NULL;
    gint64 begin;

    for (int i = 0; i < 5; i++)
        has(both, NULL, "");
    kill(server->pid, SIGSTOP);
    begin = g_get_monotonic_time();
    assert_false(vmg_registry_put(alone, "a", "1", &error));
    test_like("hangs", error->message, "etcd 127.0.0.1:*: *");
    assert_true(g_get_monotonic_time() - begin < 15 * G_USEC_PER_SEC);
    begin = g_get_monotonic_time();
    assert_null(vmg_registry_list(alone, NULL, &again));
    assert_true(g_get_monotonic_time() - begin < G_USEC_PER_SEC);
    kill(server->pid, SIGCONT);
    for (int i = 0; i < 100 && !vmg_registry_put(alone, "a", "1", NULL); i++)
        g_usleep(100000);
    has(both, NULL, "a=1(here) ");
    assert_true(vmg_registry_remove(alone, "a", NULL));
}

/* The guests of a host are an entry of their own, which is removed together with the host. */
static void
guests_are_an_entry_of_their_own(void **state)
{
    const Server *server = *state;
    g_autoptr(VmgRegistry) registry = open_registry(server->uri);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gsize len = 0;

    assert_true(vmg_registry_put(registry, "a", "<a/>", NULL));
    assert_null(vmg_registry_get_guests(registry, "a", &len, &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    assert_true(vmg_registry_put_guests(registry, "a", "<guests \"1\"/>", NULL));
    text = vmg_registry_get_guests(registry, "a", &len, NULL);
    assert_string_equal(text, "<guests \"1\"/>");
    assert_int_equal(len, strlen(text));
    assert_true(vmg_registry_renew(registry, "a", NULL));
    has(registry, NULL, "a=<a/>(here) ");
    assert_true(vmg_registry_remove(registry, "a", NULL));
    assert_null(vmg_registry_get_guests(registry, "a", &len, NULL));
}

int
main(void)
{
    g_autofree char *etcd = g_find_program_in_path("etcd");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_and_go),
        cmocka_unit_test(guests_are_an_entry_of_their_own),
        cmocka_unit_test(what_is_lost_is_put_again),
        cmocka_unit_test(two_hosts_with_one_uuid_are_told),
        cmocka_unit_test(a_lease_ends),
        cmocka_unit_test(who_has_no_key_is_not_believed),
        cmocka_unit_test(who_has_no_key_hides_nothing),
        cmocka_unit_test(agents_read_little),
        cmocka_unit_test(what_agents_read_is_put_again),
        cmocka_unit_test(a_server_that_hangs_is_given_up),
    };

    if (!etcd) {
        print_message("there is no etcd here (Debian: etcd-server)\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests(tests, start, stop);
}
