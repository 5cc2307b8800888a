/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/registry/neighbours.h"

#include "agent/registry/peer.h"
#include "host/peers.h"

struct VmgNeighbours {
    const char *directory;
    GHashTable *hosts;     /* UUID -> Neighbour */
    GHashTable *revisions; /* UUID -> revision of the entry that was read last */
};

/* The few facts of another host that are kept in memory. All facts of a thousand hosts would
 * take too much memory. */
typedef struct {
    char *name;
    char *own_status; /* the status in its facts; NULL if the facts are not believed */
    char *status;     /* the status that was written to the file last; NULL = not written yet */
    char *serials;    /* the serials of its guests' stamps, as they are written to the file */
    gboolean is_new;  /* the file must be written even if the status is the same */
    guint lease;
    gboolean is_there; /* was in the registry's last list */
} Neighbour;

static void
neighbour_free(gpointer data)
{
    Neighbour *neighbour = data;

    g_free(neighbour->name);
    g_free(neighbour->own_status);
    g_free(neighbour->status);
    g_free(neighbour->serials);
    g_free(neighbour);
}

VmgNeighbours *
vmg_neighbours_new(const char *directory)
{
    VmgNeighbours *neighbours = g_new0(VmgNeighbours, 1);

    neighbours->directory = directory;
    neighbours->hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, neighbour_free);
    neighbours->revisions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return neighbours;
}

void
vmg_neighbours_free(VmgNeighbours *neighbours)
{
    if (!neighbours)
        return;
    g_hash_table_unref(neighbours->hosts);
    g_hash_table_unref(neighbours->revisions);
    g_free(neighbours);
}

static Neighbour *
find_or_add(VmgNeighbours *neighbours, const char *uuid)
{
    Neighbour *neighbour = g_hash_table_lookup(neighbours->hosts, uuid);

    if (!neighbour) {
        neighbour = g_new0(Neighbour, 1);
        g_hash_table_insert(neighbours->hosts, g_strdup(uuid), neighbour);
    }
    return neighbour;
}

static char *
serials_of(const VmgPeer *peer)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < peer->guests->len; i++) {
        const VmgPeerGuest *guest = g_ptr_array_index(peer->guests, i);
        g_autofree char *uuid = g_ascii_strdown(guest->uuid, -1);

        if (g_uuid_string_is_valid(uuid))
            g_string_append_printf(text, VMG_PEERS_SERIAL, uuid, guest->serial);
    }
    return g_string_free(text, FALSE);
}

static void
read_entry(VmgNeighbours *neighbours, Neighbour *neighbour, const VmgRegistryEntry *entry,
           GBytes *key)
{
    g_autoptr(VmgPeer) peer = vmg_peer_read(entry->uuid, entry->text, entry->len, 0, key);
    g_autofree char *before = neighbour->serials;

    neighbour->serials = serials_of(peer);
    neighbour->is_new |= g_strcmp0(before, neighbour->serials) != 0;
    g_free(neighbour->name);
    neighbour->name = g_strdup(vmg_peer_name(peer));
    g_free(neighbour->own_status);
    neighbour->own_status = peer->host ? g_strdup(peer->host->view.status) : NULL;
    neighbour->lease = peer->lease;
    g_hash_table_replace(neighbours->revisions, g_strdup(entry->uuid), g_strdup(entry->revision));
}

static const char *
status_of(const Neighbour *neighbour, gint64 age_ms)
{
    return age_ms <= (gint64)neighbour->lease * 1000 ? neighbour->own_status
                                                     : VMG_STATUS_NON_RESPONSIVE;
}

/* Updates the file of the host UUID. If the host's entry is not believed, its file is removed,
 * and serials of its stamps are not checked. */
static gboolean
note(VmgNeighbours *neighbours, Neighbour *neighbour, const char *uuid, gint64 age_ms,
     GError **error)
{
    const char *status = status_of(neighbour, age_ms);

    if (!neighbour->own_status) {
        vmg_peers_remove(neighbours->directory, uuid);
        g_clear_pointer(&neighbour->status, g_free);
        return TRUE;
    }
    if (!neighbour->is_new && g_strcmp0(status, neighbour->status) == 0)
        return TRUE;
    g_free(neighbour->status);
    neighbour->status = g_strdup(status);
    neighbour->is_new = FALSE;
    return vmg_peers_write(neighbours->directory, uuid, status, neighbour->name, neighbour->serials,
                           error);
}

static gboolean
take(VmgNeighbours *neighbours, const VmgRegistryEntry *entry, GBytes *key, GError **error)
{
    Neighbour *neighbour = find_or_add(neighbours, entry->uuid);

    neighbour->is_there = TRUE;
    if (entry->text)
        read_entry(neighbours, neighbour, entry, key);
    return note(neighbours, neighbour, entry->uuid, entry->age_ms, error);
}

/* Removes all files and facts of hosts that are no longer in the registry. */
static void
drop_missing(VmgNeighbours *neighbours)
{
    GHashTableIter iter;
    gpointer uuid, neighbour;

    g_hash_table_iter_init(&iter, neighbours->hosts);
    while (g_hash_table_iter_next(&iter, &uuid, &neighbour)) {
        gboolean is_there = ((Neighbour *)neighbour)->is_there;

        ((Neighbour *)neighbour)->is_there = FALSE;
        if (is_there)
            continue;
        vmg_peers_remove(neighbours->directory, uuid);
        g_hash_table_remove(neighbours->revisions, uuid);
        g_hash_table_iter_remove(&iter);
    }
}

gboolean
vmg_neighbours_look(VmgNeighbours *neighbours, VmgRegistry *registry, GBytes *key, GError **error)
{
    g_autoptr(GPtrArray) entries = vmg_registry_list(registry, neighbours->revisions, error);

    if (!entries)
        return FALSE;
    for (guint i = 0; i < entries->len; i++)
        if (!take(neighbours, entries->pdata[i], key, error))
            return FALSE;
    drop_missing(neighbours);
    return vmg_peers_heard(neighbours->directory, error);
}
