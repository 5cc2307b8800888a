/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/compose.h"

#include "agent/facts/figures.h"
#include "agent/facts/manager.h"

VmgHost *
vmg_compose(const VmgSources *sources, GError **error)
{
    g_autoptr(VmgHost) host = vmg_host_empty();
    g_autofree char *hostname = vmg_figures_hostname();
    const char *name = vmg_config_get(sources->config, "host", "name");

    host->view.uuid = vmg_arena_strdup(host->arena, sources->uuid);
    host->view.name = vmg_arena_strdup(host->arena, name && *name ? name : hostname);
    host->view.cluster =
        vmg_arena_strdup(host->arena, vmg_config_get(sources->config, "host", "cluster"));
    host->view.status = sources->status;
    host->view.manager = vmg_manager_find("");
    if (!vmg_figures_read(host, error))
        return NULL;
    vmg_cpu_fill_in(sources->cpu, host);
    vmg_networks_discover(host, sources->links, sources->libvirt, sources->config);
    vmg_migration_facts_fill_in(sources->migration, sources->config, host);
    vmg_storage_watch_fill_in(sources->storage, host);
    vmg_commitments_fill(sources->commitments, host);
    return g_steal_pointer(&host);
}
