/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/registry/neighbours.h"

#include "agent/registry/peer.h"
#include "base/sys.h"
#include "host/peers.h"

#include <string.h>
#include <time.h>

enum {
    /* The lease of a host in seconds, until this agent has read the host's entry in the registry.
     * Until then only a file is known that was written before this agent started, and the file
     * contains no lease. */
    LEASE_DEFAULT = 30,
    STALE_LEASES = 4, /* leases without a new signature, after which a host counts as silent */
};

struct VmgNeighbours {
    const char *directory;
    /* identifies the registry: files from before the start of this agent are not used if they are
     * about another registry */
    char *registry;
    gboolean is_recalled;  /* the files from before the start were read */
    GHashTable *hosts;     /* UUID -> Neighbour */
    GHashTable *revisions; /* UUID -> revision of the entry that was read last */
    GBytes *key;           /* the key with which the entries were read; NULL = without a key */
};

/* The few facts of another host that are kept in memory. All facts of a thousand hosts would
 * take too much memory. */
typedef struct {
    /* known.status is the status in the last entry of the host that was believed. It is NULL if no
     * entry was ever believed, or if the host is gone for good; without a key, also if the last
     * entry can't be used. */
    VmgPeersNote known;
    /* the file about the host must be written, even if known.is_silent has not changed */
    gboolean is_new;
    guint lease;       /* seconds */
    gint64 risen_ms;   /* when known.order last rose, milliseconds since boot */
    gboolean is_there; /* the list that is being read has an entry of the host */
    gboolean is_gone;  /* the entry that was read at RISEN_MS says that the host is gone for good */
    gboolean is_doubted; /* the entry in the registry is not the host's latest one */
} Neighbour;

static void
neighbour_free(gpointer data)
{
    Neighbour *neighbour = data;

    g_free(neighbour->known.status);
    g_free(neighbour->known.name);
    g_free(neighbour->known.serials);
    g_free(neighbour);
}

/* Reads the file of the host UUID, which an earlier agent has written. Otherwise a host whose
 * entry somebody removes while the agent is restarted would be forgotten. */
static gboolean
recall(VmgNeighbours *neighbours, const char *uuid, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(VmgPeersNote) note = vmg_peers_read(neighbours->directory, uuid, &cause);
    Neighbour *neighbour;

    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (!note) {
        vmg_peers_remove(neighbours->directory, uuid);
        return TRUE;
    }
    neighbour = g_new0(Neighbour, 1);
    neighbour->known = *note;
    *note = (VmgPeersNote){0};
    if (strcmp(neighbour->known.status, VMG_STATUS_NON_RESPONSIVE) == 0) {
        g_free(neighbour->known.status);
        neighbour->known.status = g_strdup(VMG_STATUS_UP);
    }
    neighbour->lease = LEASE_DEFAULT;
    neighbour->risen_ms = vmg_sys_boottime_ms();
    g_hash_table_replace(neighbours->hosts, g_strdup(uuid), neighbour);
    return TRUE;
}

/* Reads all files of an earlier agent. If a file can't be read now, the next look reads all of them
 * again: without this file, the agent would forget the host. */
static gboolean
recall_all(VmgNeighbours *neighbours, GError **error)
{
    g_autoptr(GPtrArray) uuids = NULL;

    if (!vmg_peers_begin(neighbours->directory, neighbours->registry, error))
        return FALSE;
    uuids = vmg_peers_list(neighbours->directory, error);
    if (!uuids)
        return FALSE;
    for (guint i = 0; i < uuids->len; i++)
        if (!recall(neighbours, uuids->pdata[i], error))
            return FALSE;
    neighbours->is_recalled = TRUE;
    return TRUE;
}

VmgNeighbours *
vmg_neighbours_new(const char *directory, const char *registry)
{
    VmgNeighbours *neighbours = g_new0(VmgNeighbours, 1);

    neighbours->directory = directory;
    neighbours->registry = g_strdup(registry);
    neighbours->hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, neighbour_free);
    neighbours->revisions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    vmg_sys_clean(directory, time(NULL));
    recall_all(neighbours, NULL); /* if this fails, vmg_neighbours_look() says why */
    return neighbours;
}

void
vmg_neighbours_free(VmgNeighbours *neighbours)
{
    if (!neighbours)
        return;
    g_hash_table_unref(neighbours->hosts);
    g_hash_table_unref(neighbours->revisions);
    g_clear_pointer(&neighbours->key, g_bytes_unref);
    g_free(neighbours->registry);
    g_free(neighbours);
}

guint64
vmg_neighbours_order(const VmgNeighbours *neighbours, const char *uuid)
{
    const Neighbour *neighbour = g_hash_table_lookup(neighbours->hosts, uuid);

    return neighbour ? neighbour->known.order : 0;
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

static gboolean
is_equal(const VmgPeersNote *one, const VmgPeersNote *two)
{
    return g_strcmp0(one->status, two->status) == 0 && g_strcmp0(one->name, two->name) == 0 &&
           g_strcmp0(one->serials, two->serials) == 0 && one->order == two->order;
}

static void
set_known(Neighbour *neighbour, const VmgPeer *peer, gboolean is_signed)
{
    const VmgPeersNote before = neighbour->known;
    VmgPeersNote *known = &neighbour->known;

    if (is_signed && peer->order > before.order)
        neighbour->risen_ms = vmg_sys_boottime_ms();
    *known = (VmgPeersNote){
        .status = peer->host ? g_strdup(peer->host->view.status) : NULL,
        .name = g_strdup(vmg_peer_name(peer)),
        .serials = serials_of(peer),
        .order = is_signed ? peer->order : 0,
        .is_silent = before.is_silent,
    };
    neighbour->is_new |= !is_equal(&before, known);
    g_free(before.status);
    g_free(before.name);
    g_free(before.serials);
}

/* Takes over what PEER says about the host. With a key, an entry changes nothing if the entry is
 * not signed, or if its order is lower than an order that was seen: then somebody without the key
 * has put this entry into the registry. */
static void
read_peer(Neighbour *neighbour, const VmgPeer *peer, gboolean has_key)
{
    neighbour->is_doubted =
        has_key && (peer->problem != NULL || peer->order < neighbour->known.order);
    if (neighbour->is_doubted)
        return;
    neighbour->lease = peer->lease;
    set_known(neighbour, peer, has_key);
    if (peer->is_gone)
        neighbour->risen_ms = vmg_sys_boottime_ms();
    neighbour->is_gone = peer->is_gone;
}

static gboolean
is_silent(const Neighbour *neighbour, gint64 age_ms, gboolean is_signed)
{
    gint64 lease_ms = (gint64)neighbour->lease * 1000;

    if (!neighbour->is_there || neighbour->is_doubted || age_ms > lease_ms)
        return TRUE;
    return is_signed && vmg_sys_boottime_ms() - neighbour->risen_ms > lease_ms * STALE_LEASES;
}

/* Writes the file about the host UUID. If a silent host was up, the file says that it is
 * non-responsive. If a silent host was in maintenance, the file still says so: otherwise somebody
 * who makes the host's entry look old could have that host's guests admitted. */
static gboolean
write_note(const VmgNeighbours *neighbours, const Neighbour *neighbour, const char *uuid,
           GError **error)
{
    VmgPeersNote note = neighbour->known;

    if (note.is_silent && strcmp(note.status, VMG_STATUS_UP) == 0)
        note.status = (char *)VMG_STATUS_NON_RESPONSIVE;
    return vmg_peers_write(neighbours->directory, uuid, &note, error);
}

/* Updates this agent's file about the host UUID. If no status of the host is known (see
 * known.status), the file is removed, and the serials of the host's stamps are not checked. */
static gboolean
update_file(VmgNeighbours *neighbours, Neighbour *neighbour, const char *uuid, gboolean silent,
            GError **error)
{
    if (!neighbour->known.status) {
        vmg_peers_remove(neighbours->directory, uuid);
        return TRUE;
    }
    if (!neighbour->is_new && silent == neighbour->known.is_silent)
        return TRUE;
    neighbour->known.is_silent = silent;
    neighbour->is_new = !write_note(neighbours, neighbour, uuid, error);
    return !neighbour->is_new;
}

static void
forget(VmgNeighbours *neighbours, const char *uuid)
{
    vmg_peers_remove(neighbours->directory, uuid);
    g_hash_table_remove(neighbours->revisions, uuid);
}

/* Removes the entry of a host that is gone for good, once all running agents have had the time of a
 * lease to read it. The host's order stays in memory, so that an older entry is not believed. */
static void
clear_gone(const Neighbour *neighbour, VmgRegistry *registry, const char *uuid)
{
    if (vmg_sys_boottime_ms() - neighbour->risen_ms > (gint64)neighbour->lease * 1000)
        vmg_registry_remove(registry, uuid, NULL);
}

/* Whether UUID is a valid name of an entry. Capital letters are not valid: two names that differ
 * only in capitals would have one file. */
static gboolean
is_name(const char *uuid)
{
    return g_uuid_string_is_valid(uuid) && !strpbrk(uuid, "ABCDEF");
}

typedef struct {
    VmgNeighbours *neighbours;
    VmgRegistry *registry;
    GBytes *key;
} Look;

static gboolean
take(const Look *look, const VmgRegistryEntry *entry, GError **error)
{
    Neighbour *neighbour = find_or_add(look->neighbours, entry->uuid);
    g_autoptr(VmgPeer) peer = NULL;

    if (entry->text)
        peer = vmg_peer_read(entry->uuid, entry->text, entry->len, entry->age_ms, look->key);
    if (peer)
        read_peer(neighbour, peer, look->key != NULL);
    if (neighbour->is_gone && !neighbour->is_doubted)
        clear_gone(neighbour, look->registry, entry->uuid);
    if (peer)
        g_hash_table_replace(look->neighbours->revisions, g_strdup(entry->uuid),
                             g_strdup(entry->revision));
    neighbour->is_there = TRUE;
    return update_file(look->neighbours, neighbour, entry->uuid,
                       is_silent(neighbour, entry->age_ms, look->key != NULL), error);
}

/* Handles a host that is not in the registry. With a key the host is silent until somebody with the
 * key says that it is gone, because anybody can have removed the entry. Without a key, or if no
 * signed entry of the host was ever seen, the host is forgotten: *DROP is TRUE then. */
static gboolean
take_missing(const Look *look, Neighbour *neighbour, const char *uuid, gboolean *drop,
             GError **error)
{
    *drop = !look->key || neighbour->known.order == 0;
    if (!*drop)
        return update_file(look->neighbours, neighbour, uuid, TRUE, error);
    forget(look->neighbours, uuid);
    return TRUE;
}

static gboolean
look_for_missing(const Look *look, GError **error)
{
    GHashTableIter iter;
    gpointer uuid, data;
    gboolean good = TRUE;

    g_hash_table_iter_init(&iter, look->neighbours->hosts);
    while (good && g_hash_table_iter_next(&iter, &uuid, &data)) {
        Neighbour *neighbour = data;
        gboolean is_there = neighbour->is_there, drop = FALSE;

        neighbour->is_there = FALSE;
        if (!is_there)
            good = take_missing(look, neighbour, uuid, &drop, error);
        if (drop)
            g_hash_table_iter_remove(&iter);
    }
    return good;
}

/* Entries that were read with another key, or without a key, must be read again. */
static void
use_key(VmgNeighbours *neighbours, GBytes *key)
{
    GBytes *before = neighbours->key;

    if (before == key || (before && key && g_bytes_equal(before, key)))
        return;
    g_clear_pointer(&neighbours->key, g_bytes_unref);
    neighbours->key = key ? g_bytes_ref(key) : NULL;
    g_hash_table_remove_all(neighbours->revisions);
}

gboolean
vmg_neighbours_look(VmgNeighbours *neighbours, VmgRegistry *registry, GBytes *key, GError **error)
{
    const Look look = {neighbours, registry, key};
    g_autoptr(GPtrArray) entries = NULL;

    if (!neighbours->is_recalled && !recall_all(neighbours, error))
        return FALSE;
    use_key(neighbours, key);
    entries = vmg_registry_list_briefs(registry, neighbours->revisions, error);
    if (!entries)
        return FALSE;
    for (guint i = 0; i < entries->len; i++) {
        const VmgRegistryEntry *entry = entries->pdata[i];

        if (is_name(entry->uuid) && !take(&look, entry, error))
            return FALSE;
    }
    return look_for_missing(&look, error) && vmg_peers_heard(neighbours->directory, error);
}
