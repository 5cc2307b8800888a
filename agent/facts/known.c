/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/known.h"

#include "agent/facts/figures.h"
#include "agent/facts/manager.h"
#include "agent/network/offloads.h"
#include "base/journal.h"
#include "base/sys.h"
#include "config/status.h"
#include "ledger/ledger.h"

#include <string.h>

void
vmg_known_clear(VmgKnown *known)
{
    g_clear_pointer(&known->uuid, g_free);
    g_clear_pointer(&known->links, vmg_links_free);
    g_clear_pointer(&known->networks, g_ptr_array_unref);
    g_clear_pointer(&known->cpu, vmg_cpu_facts_free);
    g_clear_pointer(&known->storage, vmg_storage_watch_free);
    g_clear_pointer(&known->migration, vmg_migration_facts_free);
    g_clear_pointer(&known->inventory, vmg_inventory_free);
    g_clear_pointer(&known->stopped, g_hash_table_unref);
    g_clear_pointer(&known->emulators, vmg_emulators_free);
}

static void
set_status(VmgKnown *known)
{
    const char *status = vmg_status_effective(known->asked, known->guests);

    if (known->status && status != known->status)
        vmg_say_kind(VMG_MESSAGE_STATUS, LOG_NOTICE, NULL, "this host is %s", status);
    known->status = status;
}

/* Reads the status file. If the file can't be read, the last known status stays. If no status is
 * known yet, the host counts as in maintenance. */
void
vmg_known_read_status(VmgKnown *known, const VmgPaths *paths)
{
    g_autoptr(GError) error = NULL;
    const char *asked = vmg_status_read(paths->status_file, &error);

    vmg_say_result(known->say, "status", error);
    if (!known->asked)
        known->guests = -1; /* the agent has just started, and has not counted the guests yet */
    if (asked || !known->asked)
        known->asked = asked ? asked : VMG_STATUS_MAINTENANCE;
    set_status(known);
}

/* The number of guests in the ledger; -1 if the ledger can't be read. A guest that was admitted is
 * in the ledger before it is in the facts. */
static int
count_arriving(const VmgPaths *paths)
{
    g_autoptr(GPtrArray) entries = vmg_ledger_read(paths->ledger, NULL);

    return entries ? (int)entries->len : -1;
}

void
vmg_known_count_guests(VmgKnown *known, const VmgPaths *paths, VmgHost *host)
{
    if (strcmp(known->asked, VMG_STATUS_UP) == 0 || !(host->view.flags & VMG_HOST_KNOWS_GUESTS))
        known->guests = -1;
    else if (host->view.commitment_count > 0)
        known->guests = (int)host->view.commitment_count;
    else
        known->guests = count_arriving(paths);
    set_status(known);
    host->view.status = known->status;
}

void
vmg_known_take_links(VmgKnown *known, VmgLinks *links, const GError *error)
{
    if (!vmg_say_result(known->say, "network devices", error))
        return;
    vmg_links_free(known->links);
    known->links = links;
}

void
vmg_known_take_cpu(VmgKnown *known, VmgCpuFacts *facts, const GError *error)
{
    if (!vmg_say_result(known->say, "CPU", error))
        return;
    vmg_cpu_facts_free(known->cpu);
    known->cpu = facts;
}

void
vmg_known_take_emulators(VmgKnown *known, VmgEmulators *emulators, const GError *error)
{
    if (!vmg_say_result(known->say, "emulators", error))
        return;
    vmg_emulators_free(known->emulators);
    known->emulators = emulators;
}

/* Marks the guest as stopped in the inventory, if libvirt was asked for the inventory before the
 * guest stopped, and returns FALSE. Otherwise returns TRUE, so that the guest is removed from the
 * table VmgKnown.stopped: libvirt itself lists the guest as stopped in this inventory and in later
 * ones. */
static gboolean
apply_stopped(gpointer uuid, gpointer stopped_ms, gpointer data)
{
    const VmgInventory *inventory = data;

    if (*(const gint64 *)stopped_ms < inventory->asked_ms)
        return TRUE;
    vmg_inventory_set_stopped(inventory, uuid);
    return FALSE;
}

void
vmg_known_take_inventory(VmgKnown *known, VmgInventory *inventory, const GError *error)
{
    if (!vmg_say_result(known->say, "guests", error))
        return;
    vmg_inventory_free(known->inventory);
    known->inventory = inventory;
    if (known->stopped)
        g_hash_table_foreach_remove(known->stopped, apply_stopped, inventory);
}

void
vmg_known_guest_stopped(VmgKnown *known, const char *uuid)
{
    gint64 now = vmg_sys_boottime_ms();

    if (known->inventory)
        vmg_inventory_set_stopped(known->inventory, uuid);
    if (!known->stopped)
        known->stopped = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert(known->stopped, g_strdup(uuid), g_memdup2(&now, sizeof(now)));
}

void
vmg_known_guest_runs(VmgKnown *known, const char *uuid)
{
    if (known->stopped)
        g_hash_table_remove(known->stopped, uuid);
}

static void
say_whether(const VmgKnown *known, const char *what, gboolean good)
{
    if (good)
        vmg_say_right(known->say, what, "libvirt's %s are known again", what);
    else
        vmg_say_wrong(known->say, what, "libvirt does not say which %s it has", what);
}

void
vmg_known_take_resources(VmgKnown *known, GPtrArray *networks, GPtrArray *pools)
{
    say_whether(known, "networks", networks != NULL);
    say_whether(known, "storage pools", pools != NULL);
    if (networks) {
        g_clear_pointer(&known->networks, g_ptr_array_unref);
        known->networks = g_ptr_array_ref(networks);
    }
    if (pools)
        vmg_storage_watch_set_pools(known->storage, pools);
}

static VmgHost *
compose(const VmgKnown *known, const VmgConfig *config, const VmgCommitments *commitments,
        GError **error)
{
    g_autoptr(VmgHost) host = vmg_host_empty();
    g_autofree char *hostname = vmg_figures_hostname(), *release = vmg_figures_release();
    const char *name = vmg_config_get(config, "host", "name");

    host->view.uuid = vmg_arena_strdup(host->arena, known->uuid);
    host->view.name = vmg_arena_strdup(host->arena, name && *name ? name : hostname);
    host->view.cluster = vmg_arena_strdup(host->arena, vmg_config_get(config, "host", "cluster"));
    host->view.status = known->status;
    host->view.manager = vmg_manager_find("");
    if (!vmg_figures_read(host, error))
        return NULL;
    vmg_cpu_fill_in(known->cpu, host);
    vmg_networks_discover(host, known->links, known->networks, config);
    vmg_networks_add_addresses(host, known->links);
    vmg_networks_add_listens(host, known->links, known->networks);
    vmg_offloads_fill_in(host, known->links, release);
    vmg_emulators_fill_in(known->emulators, host);
    vmg_migration_facts_fill_in(known->migration, config, host);
    vmg_storage_watch_fill_in(known->storage, host);
    vmg_commitments_fill(commitments, host);
    return g_steal_pointer(&host);
}

VmgHost *
vmg_known_compose(const VmgKnown *known, const VmgConfig *config, const VmgCommitments *commitments)
{
    g_autoptr(GError) error = NULL;
    VmgHost *host;

    if (!known->uuid || !known->cpu || !known->links || !vmg_storage_watch_is_known(known->storage))
        return NULL;
    host = compose(known, config, commitments, &error);
    vmg_say_result(known->say, "figures", error);
    if (host && known->inventory)
        vmg_inventory_fill_in(known->inventory, host);
    return host;
}
