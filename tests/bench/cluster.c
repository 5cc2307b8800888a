/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Simulates the agents of a cluster: publishes the registry entries of HOSTS hosts with
 * GUESTS-PER-HOST guests each, and measures how much time and traffic one agent needs to follow
 * all entries. Afterwards it keeps the entries alive until its standard input ends. Usage:
 * cluster URI HOST.XML GUEST.XML HOSTS GUESTS-PER-HOST */
#include "agent/registry/guests.h"
#include "agent/registry/neighbours.h"
#include "agent/registry/peer.h"
#include "agent/registry/registry.h"
#include "base/sys.h"
#include "base/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GUEST_UUID "6a4b1c5e-0d5c-4d0f-9d52-2f6c0d2a9b11"

enum {
    LEASE = 600, /* seconds; longer than this program runs */
    THREADS = 16,
    LOOKS = 5,
    RESTARTS = 100, /* hosts whose agents restart at the same moment */
    GUEST_KIB = 256 * 1024,
};

typedef struct {
    const char *uri;
    char *host_xml, *guest_xml;
    guint hosts, guests;
    VmgRegistry **registries; /* one for each host */
    /* serial number of the entries that are published next; it grows with each round */
    guint64 order;
    /* whether hosts also publish their brief entries (see agent/registry/etcd-briefs.h), and
     * whether hosts also publish the domain XML of their guests */
    gboolean briefs, with_guests;
} Bench;

static G_GNUC_NORETURN void
fail(const char *what, const GError *error)
{
    fprintf(stderr, "cluster: %s: %s\n", what, error ? error->message : "");
    exit(1);
}

static VmgRegistry *
open_registry(const char *uri)
{
    g_autoptr(GError) error = NULL;
    VmgRegistry *registry =
        vmg_registry_new(uri, "default", &(VmgRegistryOptions){.lease = LEASE}, &error);

    if (!registry)
        fail(uri, error);
    return registry;
}

static char *
uuid_of_host(guint number)
{
    return g_strdup_printf("c0000000-0000-4000-8000-%012u", number);
}

static char *
uuid_of_guest(guint host, guint number)
{
    return g_strdup_printf("d0000000-0000-4000-8000-%06u%06u", host, number);
}

static void
add_commitments(const Bench *bench, VmgHost *host, guint number)
{
    for (guint i = 0; i < bench->guests; i++) {
        g_autofree char *uuid = uuid_of_guest(number, i);

        vmg_host_add_commitment(
            host, &(struct vmg_commitment){
                      .uuid = uuid, .vcpus = 1, .commit_kib = GUEST_KIB, .held_kib = GUEST_KIB});
    }
}

static GPtrArray *
roll_of(const Bench *bench, guint number)
{
    GPtrArray *roll = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_guest_free);

    for (guint i = 0; i < bench->guests; i++) {
        VmgPeerGuest *guest = g_new0(VmgPeerGuest, 1);

        guest->uuid = uuid_of_guest(number, i);
        guest->name = g_strdup_printf("guest-%u-%u", number, i);
        guest->serial = 1800000000;
        guest->stays = g_strdup("");
        g_ptr_array_add(roll, guest);
    }
    return roll;
}

/* Returns the domain XML of the template with another name and UUID. */
static char *
domain_of(const Bench *bench, guint host, guint number)
{
    g_autofree char *uuid = uuid_of_guest(host, number);
    g_autofree char *name = g_strdup_printf("<name>guest-%u-%u<", host, number);
    g_auto(GStrv) by_uuid = g_strsplit(bench->guest_xml, GUEST_UUID, -1);
    g_autofree char *renumbered = g_strjoinv(uuid, by_uuid);
    g_auto(GStrv) by_name = g_strsplit(renumbered, "<name>g<", 2);

    return g_strjoinv(name, by_name);
}

static void
put_guests(const Bench *bench, guint number, const char *uuid)
{
    g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < bench->guests; i++)
        g_ptr_array_add(domains, domain_of(bench, number, i));
    text = vmg_registry_guests_publish(uuid, domains, NULL);
    if (!vmg_registry_put_guests(bench->registries[number], uuid, text, &error))
        fail("publishing guests", error);
}

static void
publish(gpointer data, gpointer user_data)
{
    const Bench *bench = user_data;
    guint number = GPOINTER_TO_UINT(data) - 1;
    g_autofree char *uuid = uuid_of_host(number), *name = g_strdup_printf("host-%04u", number);
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgHost) host =
        vmg_host_parse(bench->host_xml, strlen(bench->host_xml), "HOST.XML", &error);
    g_autoptr(GPtrArray) roll = roll_of(bench, number);
    g_autofree char *text = NULL;

    if (!host)
        fail("HOST.XML", error);
    host->view.uuid = uuid;
    host->view.name = name;
    /* the available memory changes all the time on a real host, so each entry differs from the
     * entry before */
    host->view.memory_available_kib += bench->order;
    add_commitments(bench, host, number);
    text = vmg_peer_publish(host, roll, bench->order, LEASE, NULL);
    if (!vmg_registry_put(bench->registries[number], uuid, text, &error))
        fail("publishing", error);
    g_free(text);
    text = vmg_peer_publish_brief(host, roll, bench->order, LEASE, NULL);
    if (bench->briefs && !vmg_registry_put_brief(bench->registries[number], uuid, text, &error))
        fail("publishing", error);
    if (bench->with_guests)
        put_guests(bench, number, uuid);
}

static void
publish_first(Bench *bench, guint hosts)
{
    GThreadPool *pool = g_thread_pool_new(publish, bench, THREADS, FALSE, NULL);

    bench->order++;
    for (guint i = 0; i < hosts; i++)
        g_thread_pool_push(pool, GUINT_TO_POINTER(i + 1), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
}

static gint64
memory_kib(void)
{
    g_autofree char *text = vmg_sys_read_file("/proc/self/status", 65536, NULL, NULL);
    const char *line = text ? strstr(text, "RssAnon:") : NULL;

    return line ? g_ascii_strtoll(line + strlen("RssAnon:"), NULL, 10) : 0;
}

/* How many bytes have arrived over loopback until now. The bench runs in a network namespace of
 * its own, so no other program adds to this number. */
static gint64
received(void)
{
    g_autofree char *text = vmg_sys_read_file("/proc/net/dev", 65536, NULL, NULL);
    const char *line = text ? strstr(text, "lo:") : NULL;

    return line ? g_ascii_strtoll(line + strlen("lo:"), NULL, 10) : 0;
}

static void
look(VmgNeighbours *neighbours, VmgRegistry *registry, const char *what)
{
    g_autoptr(GError) error = NULL;
    gint64 begin = g_get_monotonic_time(), before = received();

    if (!vmg_neighbours_look(neighbours, registry, NULL, &error))
        fail("looking", error);
    printf("agent   %-46s %7.1f ms %9.1f KiB\n", what,
           (double)(g_get_monotonic_time() - begin) / 1000, (double)(received() - before) / 1024);
}

static void
follow(Bench *bench, const char *peers)
{
    g_autoptr(VmgRegistry) registry = open_registry(bench->uri);
    gint64 before = memory_kib();
    g_autoptr(VmgNeighbours) neighbours = vmg_neighbours_new(peers, bench->uri);

    look(neighbours, registry, "first look at all hosts");
    for (int i = 0; i < LOOKS; i++)
        look(neighbours, registry, "look, nothing has changed");
    bench->briefs = FALSE;
    publish_first(bench, bench->hosts);
    look(neighbours, registry, "look, the figures of all have changed");
    bench->briefs = TRUE;
    publish_first(bench, bench->hosts / 10);
    look(neighbours, registry, "look, a tenth has said something new");
    printf("agent   %-46s %7.1f MiB\n", "memory for all hosts",
           (double)(memory_kib() - before) / 1024);
}

/* Does what the agent of a host does when it restarts: opens a new connection, reads the brief
 * entries of all hosts, and publishes its own entry. */
static void
restart(gpointer data, gpointer user_data)
{
    Bench *bench = user_data;
    guint number = GPOINTER_TO_UINT(data) - 1;
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) briefs = NULL;

    vmg_registry_unref(bench->registries[number]);
    bench->registries[number] = open_registry(bench->uri);
    briefs = vmg_registry_list_briefs(bench->registries[number], seen, &error);
    if (!briefs)
        fail("reading at a restart", error);
    if (briefs->len != bench->hosts) {
        fprintf(stderr, "cluster: %u hosts are seen at a restart\n", briefs->len);
        exit(1);
    }
    publish(data, bench);
}

/* Restarts the agents of the first HOSTS hosts at the same moment, as after a power failure. */
static void
restart_first(Bench *bench, guint hosts)
{
    gint64 begin = g_get_monotonic_time();
    GThreadPool *pool = g_thread_pool_new(restart, bench, (gint)hosts, FALSE, NULL);

    bench->order++;
    bench->with_guests = TRUE;
    for (guint i = 0; i < hosts; i++)
        g_thread_pool_push(pool, GUINT_TO_POINTER(i + 1), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
    bench->with_guests = FALSE;
    printf("agents  %u restart at once, all have read and published %14s %7.1f s\n", hosts, "",
           (double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC);
}

int
main(int argc, char **argv)
{
    g_autofree char *peers = g_dir_make_tmp("vmg-bench-peers-XXXXXX", NULL);
    Bench bench = {.briefs = TRUE, .with_guests = TRUE};
    gint64 begin = g_get_monotonic_time();
    char byte;

    if (argc != 6)
        return 2;
    bench.uri = argv[1];
    bench.host_xml = vmg_sys_read_file(argv[2], VMG_XML_MAX, NULL, NULL);
    bench.guest_xml = vmg_sys_read_file(argv[3], VMG_XML_MAX, NULL, NULL);
    bench.hosts = (guint)atoi(argv[4]);
    bench.guests = (guint)atoi(argv[5]);
    bench.registries = g_new0(VmgRegistry *, bench.hosts);
    for (guint i = 0; i < bench.hosts; i++)
        bench.registries[i] = open_registry(bench.uri);
    /* One host publishes alone first, so that a single thread parses a number with GLib for the
     * first time. If several threads do so at the same moment, waiting for GLib's lock can set
     * errno, and GLib takes that for an error of the number. */
    publish_first(&bench, 1);
    publish_first(&bench, bench.hosts);
    printf("publish %u hosts, %u guests %28s %7.1f s\n", bench.hosts, bench.hosts * bench.guests,
           "", (double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC);
    bench.with_guests = FALSE;
    follow(&bench, peers);
    restart_first(&bench, MIN(bench.hosts, RESTARTS));
    printf("ready\n");
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        ;
    return 0;
}
