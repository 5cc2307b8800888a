/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/evacuate/choose.h"

#include "base/paths.h"
#include "cli/peers.h"
#include "cli/planner.h"

/* Removes hosts to which the guest must not go: this host, hosts that were tried, and hosts that
 * --to does not name. */
static void
keep(GPtrArray *peers, const VmgEvacuateOptions *options, const char *home, const VmgTask *task)
{
    char **to = options->to && *options->to ? options->to : NULL;

    for (guint i = peers->len; i-- > 0;) {
        const VmgPeer *peer = peers->pdata[i];

        if (g_ascii_strcasecmp(peer->uuid, home) == 0 || vmg_task_has_tried(task, peer->uuid) ||
            !vmg_cli_is_named(peers, to, peer))
            g_ptr_array_remove_index(peers, i);
    }
}

static void
take_over(VmgTask *task, const VmgMove *move)
{
    if (move->peer) {
        vmg_task_set_to(task, vmg_peer_name(move->peer), move->peer->uuid);
        task->state = VMG_TASK_WAITING;
        return;
    }
    task->state = VMG_TASK_LEFT;
    if (move->reason)
        vmg_task_set_reason(task, move->reason, move->fix);
}

gboolean
vmg_evacuate_choose(VmgConfig *config, const VmgEvacuateOptions *options, const char *home,
                    virDomain *domain, VmgTask *task, GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GPtrArray) running = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_running_free);
    VmgRunning *guest = vmg_running_new(domain, error);
    g_autoptr(GPtrArray) peers = NULL, moves = NULL;

    if (!guest)
        return FALSE;
    g_ptr_array_add(running, guest);
    peers = vmg_cli_peers(config, error);
    if (!peers)
        return FALSE;
    keep(peers, options, home, task);
    moves = vmg_plan(running, peers, config, &paths, error);
    if (moves)
        take_over(task, moves->pdata[0]);
    return moves != NULL;
}

static gboolean
runs(const VmgPeer *peer, const char *uuid)
{
    for (guint i = 0; i < peer->guests->len; i++) {
        const VmgPeerGuest *guest = peer->guests->pdata[i];

        if (!guest->gone && g_ascii_strcasecmp(guest->uuid, uuid) == 0)
            return TRUE;
    }
    return FALSE;
}

char *
vmg_evacuate_where(const VmgConfig *config, const char *home, const char *uuid)
{
    g_autoptr(GPtrArray) peers = vmg_cli_peers(config, NULL);

    for (guint i = 0; peers && i < peers->len; i++) {
        const VmgPeer *peer = peers->pdata[i];

        if (g_strcmp0(home, peer->uuid) != 0 && runs(peer, uuid))
            return g_strdup(vmg_peer_name(peer));
    }
    return NULL;
}
