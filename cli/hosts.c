/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hosts: lists the hosts of the cluster that are in the registry. */
#include "cli/cli.h"

#include "base/text.h"
#include "cli/peers.h"
#include "cli/table.h"
#include "cli/watch.h"

#include <inttypes.h>
#include <stdio.h>

enum { KIB_PER_GIB = 1024 * 1024 };

typedef struct {
    gboolean json, watch;
    char *forget;
    VmgConfig *config;
} Hosts;

static void
hosts_clear(Hosts *hosts)
{
    g_free(hosts->forget);
    g_clear_pointer(&hosts->config, vmg_config_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Hosts, hosts_clear)

/* How many guests run on a host, how many arrive there, and how many vCPUs all of them have. */
typedef struct {
    guint running, arriving, vcpus;
} Load;

static Load
load_of(const struct vmg_host *view)
{
    Load load = {0};

    for (gsize i = 0; i < view->commitment_count; i++) {
        const struct vmg_commitment *guest = view->commitments[i];

        *(guest->flags & VMG_GUEST_INCOMING ? &load.arriving : &load.running) += 1;
        load.vcpus += guest->vcpus;
    }
    return load;
}

static void
add_unknown(VmgTable *table, const char *title, const char *age)
{
    const char *const cells[] = {title, _("not known"), age, "-", "-", "-", "-", "-", "-", "-",
                                 NULL};

    vmg_table_add(table, cells);
}

static void
add_row(VmgTable *table, const GPtrArray *peers, const VmgPeer *peer)
{
    g_autofree char *title = vmg_cli_peer_title(peers, peer);
    g_autofree char *age = g_strdup_printf(_("%" PRIi64 " s"), peer->age_ms / 1000);
    const struct vmg_host *view = peer->host ? &peer->host->view : NULL;
    const Load load = view ? load_of(view) : (Load){0};
    g_autofree char *memory = NULL, *vcpus = NULL, *running = NULL, *in = NULL, *out = NULL;
    g_autofree char *stuck = g_strdup_printf("%u", vmg_peer_stuck(peer));

    if (!view) {
        add_unknown(table, title, age);
        return;
    }
    memory = g_strdup_printf("%.1f", (double)view->memory_available_kib / KIB_PER_GIB);
    vcpus = g_strdup_printf("%u/%u", load.vcpus, view->cpu_threads);
    running = g_strdup_printf("%u", load.running);
    in = g_strdup_printf("%u", load.arriving);
    out = g_strdup_printf("%u", view->outgoing);
    vmg_table_add(table,
                  (const char *const[]){title, vmg_peer_status(peer), age, memory, vcpus, running,
                                        in, out, stuck, peer->version ? peer->version : "-", NULL});
}

static void
print_problems(const GPtrArray *peers)
{
    for (guint i = 0; i < peers->len; i++) {
        const VmgPeer *peer = peers->pdata[i];

        if (peer->problem)
            vmg_cli_print("%s: %s\n", peer->uuid, peer->problem);
        else if (vmg_cli_shares_name(peers, peer))
            vmg_cli_print(_("%s: another host is called %s as well; fix: give each host a name of "
                            "its own, name in [host]\n"),
                          peer->uuid, vmg_peer_name(peer));
    }
}

static void
print_table(const GPtrArray *peers)
{
    const char *const headings[] = {_("HOST"),  _("STATUS"),  _("SEEN"),     _("FREE GiB"),
                                    _("VCPUS"), _("RUNNING"), _("ARRIVING"), _("LEAVING"),
                                    _("STUCK"), _("VERSION"), NULL};
    g_autoptr(VmgTable) table = vmg_table_new(headings, 0x1fcu);

    for (guint i = 0; i < peers->len; i++)
        add_row(table, peers, peers->pdata[i]);
    vmg_table_print(table);
    print_problems(peers);
}

static void
add_facts(JsonBuilder *builder, const struct vmg_host *view)
{
    const Load load = load_of(view);

    vmg_cli_json_text(builder, "cluster", view->cluster);
    vmg_cli_json_text(builder, "manager", view->manager);
    vmg_cli_json_number(builder, "memory_total_kib", view->memory_total_kib);
    vmg_cli_json_number(builder, "memory_available_kib", view->memory_available_kib);
    vmg_cli_json_number(builder, "cpu_threads", view->cpu_threads);
    vmg_cli_json_number(builder, "vcpus", load.vcpus);
    vmg_cli_json_number(builder, "running", load.running);
    vmg_cli_json_number(builder, "arriving", load.arriving);
    vmg_cli_json_number(builder, "leaving", view->outgoing);
    vmg_cli_json_number(builder, "generation", view->generation);
}

static void
print_json(const GPtrArray *peers)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_array(builder);
    for (guint i = 0; i < peers->len; i++) {
        const VmgPeer *peer = peers->pdata[i];

        json_builder_begin_object(builder);
        vmg_cli_json_text(builder, "name", vmg_peer_name(peer));
        vmg_cli_json_text(builder, "uuid", peer->uuid);
        vmg_cli_json_text(builder, "status", vmg_peer_status(peer));
        vmg_cli_json_text(builder, "problem", peer->problem);
        vmg_cli_json_text(builder, "version", peer->version);
        vmg_cli_json_number(builder, "age_ms", (guint64)peer->age_ms);
        vmg_cli_json_number(builder, "lease_seconds", peer->lease);
        vmg_cli_json_number(builder, "stuck", vmg_peer_stuck(peer));
        if (peer->host)
            add_facts(builder, &peer->host->view);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    vmg_cli_print_json(builder);
}

static int
show(gconstpointer data)
{
    const Hosts *hosts = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) peers = vmg_cli_peers(hosts->config, &error);

    if (!peers)
        return vmg_cli_fail("%s", error->message);
    if (hosts->json)
        print_json(peers);
    else if (peers->len == 0)
        vmg_cli_print(_("no host has written to the registry yet\n"));
    else
        print_table(peers);
    return VMG_EXIT_GOOD;
}

static int
forget(const Hosts *hosts)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) peers = vmg_cli_peers(hosts->config, &error);

    if (!peers || !vmg_cli_forget_peer(hosts->config, peers, hosts->forget, &error))
        return vmg_cli_fail("%s", error->message);
    return VMG_EXIT_GOOD;
}

int
vmg_cli_hosts(int argc, char **argv)
{
    g_auto(Hosts) hosts = {0};
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &hosts.json, _("print JSON"), NULL},
        {"watch", 0, 0, G_OPTION_ARG_NONE, &hosts.watch,
         _("print the list again every 2 seconds, until ^C"), NULL},
        {"forget", 0, 0, G_OPTION_ARG_STRING, &hosts.forget,
         _("remove HOST, which will not come back, from the registry; HOST must be non-responsive"),
         "HOST"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;

    if (!vmg_cli_parse(&argc, &argv, NULL,
                       _("Lists the hosts of the cluster that are in the registry, one line for "
                         "each host: its status, how long ago its agent was last heard of, its "
                         "available memory, the vCPUs of its guests and its CPU threads, and how "
                         "many of its guests run, arrive, leave, and are stuck. A guest is stuck "
                         "if something on its host keeps it there, whatever the destination is."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 1)
        return vmg_cli_fail_unexpected("hosts", argv[1]);
    hosts.config = vmg_cli_load_config(&error);
    if (!hosts.config)
        return vmg_cli_fail("%s", error->message);
    if (hosts.forget)
        return forget(&hosts);
    return hosts.watch ? vmg_cli_watch(show, &hosts) : show(&hosts);
}
