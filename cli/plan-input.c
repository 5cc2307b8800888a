/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/plan-input.h"

#include "base/error.h"
#include "base/paths.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/xml.h"
#include "cli/cli.h"
#include "cli/peers.h"
#include "cli/plan-facts.h"
#include "cli/running.h"

void
vmg_plan_input_clear(VmgPlanInput *input)
{
    g_clear_pointer(&input->peers, g_ptr_array_unref);
    g_clear_pointer(&input->all, g_ptr_array_unref);
    g_clear_pointer(&input->running, g_ptr_array_unref);
    g_clear_pointer(&input->config, vmg_config_free);
}

/* This host's UUID from its facts; NULL if there are no facts. Free with g_free(). */
static char *
own_uuid(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_file(paths.facts_file, VMG_XML_MAX, &len, NULL);
    g_autoptr(VmgHost) host = text ? vmg_host_parse(text, len, paths.facts_file, NULL) : NULL;

    return host ? g_strdup(host->view.uuid) : NULL;
}

static VmgPeer *
find_own(const VmgPlanInput *input)
{
    g_autofree char *uuid = own_uuid();

    return uuid ? vmg_cli_find_peer(input->all, uuid, NULL) : NULL;
}

static gboolean
read_cluster(VmgPlanInput *input, const char *host, GError **error)
{
    const VmgPeer *own;

    input->all = vmg_cli_peers(input->config, error);
    if (!input->all)
        return FALSE;
    own = find_own(input);
    input->home = host ? vmg_cli_find_peer(input->all, host, error) : (VmgPeer *)own;
    if (host && !input->home)
        return FALSE;
    input->is_own = !host || input->home == own;
    input->running = input->is_own ? vmg_cli_running(input->config, error)
                                   : vmg_cli_running_on(input->config, input->home, error);
    return input->running != NULL;
}

static gboolean
read_directory(VmgPlanInput *input, const char *host, const char *directory, GError **error)
{
    input->all = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_free);
    input->running = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_running_free);
    if (!vmg_plan_facts_read(directory, input->all, input->running, error))
        return FALSE;
    input->home = vmg_cli_find_peer(input->all, host, NULL);
    if (!input->home) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_MISSING,
                    _("no host '%s' in %s; fix: copy /run/virt-migration-guard/host.xml of each "
                      "host there, under a name of its own"),
                    host, directory);
        return FALSE;
    }
    vmg_plan_facts_keep(input->running, input->home);
    return TRUE;
}

/* Chooses the possible destinations: the hosts that TO names, or all hosts if TO is NULL, but
 * never the host that is to become empty. */
static gboolean
choose_peers(VmgPlanInput *input, char **to, GError **error)
{
    input->peers = g_ptr_array_new();
    for (guint i = 0; !to && i < input->all->len; i++)
        if (input->all->pdata[i] != input->home)
            g_ptr_array_add(input->peers, input->all->pdata[i]);
    for (char **name = to; name && *name; name++) {
        VmgPeer *peer = vmg_cli_find_peer(input->all, *name, error);

        if (!peer)
            return FALSE;
        if (peer != input->home && !g_ptr_array_find(input->peers, peer, NULL))
            g_ptr_array_add(input->peers, peer);
    }
    return TRUE;
}

gboolean
vmg_plan_input_read(VmgPlanInput *input, const char *host, const char *facts, char **to,
                    GError **error)
{
    if (facts && !host) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("--facts needs the name of the host that is to become empty; fix: "
                      "virt-migration-guard plan HOST --facts %s"),
                    facts);
        return FALSE;
    }
    input->config = vmg_cli_load_config(error);
    if (!input->config)
        return FALSE;
    return (facts ? read_directory(input, host, facts, error) : read_cluster(input, host, error)) &&
           choose_peers(input, to, error);
}

const char *
vmg_plan_input_name(const VmgPlanInput *input)
{
    return input->home ? vmg_peer_name(input->home) : g_get_host_name();
}
