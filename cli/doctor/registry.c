/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Examines the registry: whether it answers, and whether each of its hosts has a name and a UUID of
 * its own. A problem here does not make the guard refuse any guest. */
#include "cli/doctor/doctor.h"

#include "base/text.h"
#include "cli/peers.h"

#include <string.h>

static gboolean
is_listed(const Doctor *doctor, const GPtrArray *peers)
{
    for (guint i = 0; i < peers->len; i++) {
        const VmgPeer *peer = peers->pdata[i];

        if (!doctor->facts || g_ascii_strcasecmp(peer->uuid, doctor->facts->view.uuid) == 0)
            return vmg_peer_is_responsive(peer);
    }
    return FALSE;
}

/* The host after INDEX, if it has the same name as the host at INDEX; otherwise NULL. PEERS are
 * sorted by name, so hosts with the same name follow each other. */
static const VmgPeer *
namesake_of(const GPtrArray *peers, guint index)
{
    const VmgPeer *peer = g_ptr_array_index(peers, index), *next;

    if (index + 1 >= peers->len)
        return NULL;
    next = g_ptr_array_index(peers, index + 1);
    return strcmp(vmg_peer_name(peer), vmg_peer_name(next)) == 0 ? next : NULL;
}

/* Reports the first host whose entry in the registry can't be used, or whose name another host has
 * as well. Returns whether there is such a host. */
static gboolean
find_doubtful(const Doctor *doctor, const GPtrArray *peers)
{
    for (guint i = 0; i < peers->len; i++) {
        const VmgPeer *peer = g_ptr_array_index(peers, i), *namesake = namesake_of(peers, i);

        if (peer->problem)
            doctor_add(doctor, DOCTOR_REGISTRY, VMG_WARN,
                       g_strdup_printf("%s: %s", peer->uuid, peer->problem),
                       _("run virt-migration-guard doctor on that host; if there is none, "
                         "virt-migration-guard hosts --forget"));
        else if (namesake)
            doctor_add(doctor, DOCTOR_REGISTRY, VMG_WARN,
                       g_strdup_printf(_("two hosts are called %s: %s, %s"), vmg_peer_name(peer),
                                       peer->uuid, namesake->uuid),
                       _("give each host a name of its own: name in [host]"));
        if (peer->problem || namesake)
            return TRUE;
    }
    return FALSE;
}

/* The entry in the registry that has this host's UUID but the name of another host; NULL if
 * there is none. Hosts that are clones have the same UUID. They overwrite each other's entry, so
 * the registry has the entry of the clone that has written last. */
static const VmgPeer *
clone_of(const Doctor *doctor, const GPtrArray *peers)
{
    const struct vmg_host *own = doctor->facts ? &doctor->facts->view : NULL;
    const VmgPeer *peer = own ? vmg_cli_find_peer(peers, own->uuid, NULL) : NULL;

    return peer && peer->host && strcmp(peer->host->view.name, own->name) != 0 ? peer : NULL;
}

static gboolean
find_clone(const Doctor *doctor, const GPtrArray *peers)
{
    const VmgPeer *clone = clone_of(doctor, peers);

    if (clone)
        doctor_add(doctor, DOCTOR_REGISTRY, VMG_WARN,
                   g_strdup_printf(_("two hosts have the UUID %s: this one, %s"), clone->uuid,
                                   vmg_peer_name(clone)),
                   _("give each host a UUID of its own: host_uuid in libvirtd.conf"));
    return clone != NULL;
}

static void
count(const Doctor *doctor, const GPtrArray *peers)
{
    guint up = 0;

    for (guint i = 0; i < peers->len; i++)
        up += vmg_peer_is_responsive(peers->pdata[i]) ? 1 : 0;
    doctor_add(doctor, DOCTOR_REGISTRY, VMG_PASS,
               g_strdup_printf(NG_("%u host, %u of them responsive",
                                   "%u hosts, %u of them responsive", peers->len),
                               peers->len, up),
               NULL);
}

/* Warns if a guest can't leave this host: such a guest keeps the host from going into
 * maintenance. */
static void
look_at_readiness(const Doctor *doctor, const GPtrArray *peers)
{
    const char *uuid = doctor->facts ? doctor->facts->view.uuid : NULL;
    const VmgPeer *own = uuid ? vmg_cli_find_peer(peers, uuid, NULL) : NULL;
    guint stuck = own ? vmg_peer_stuck(own) : 0;

    if (stuck > 0)
        doctor_add(
            doctor, DOCTOR_REGISTRY, VMG_WARN,
            g_strdup_printf(NG_("this host can't be emptied: %u guest can't leave it",
                                "this host can't be emptied: %u guests can't leave it", stuck),
                            stuck),
            _("see why: virt-migration-guard guests"));
}

void
doctor_look_at_registry(const Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) peers = NULL;

    if (!vmg_cli_has_registry(doctor->config))
        return;
    peers = vmg_cli_peers(doctor->config, &error);
    if (!peers)
        doctor_add(doctor, DOCTOR_REGISTRY, VMG_WARN, g_strdup(error->message),
                   _("see whether the server of [registry] uri is up and mounted"));
    else if (!is_listed(doctor, peers))
        doctor_add(doctor, DOCTOR_REGISTRY, VMG_WARN,
                   g_strdup(_("this host is not in it, or was not heard of for its lease")),
                   _("see why: journalctl -u virt-migration-guard"));
    else if (!find_clone(doctor, peers) && !find_doubtful(doctor, peers))
        count(doctor, peers);
    if (peers)
        look_at_readiness(doctor, peers);
}
