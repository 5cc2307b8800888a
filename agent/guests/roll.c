/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/roll.h"

#include <string.h>

enum {
    /* seconds for which other hosts are still told about a guest that has left */
    LEFT_SECONDS = 3600,
    /* at most this many guests that have left are remembered, because some hosts start and stop
     * guests all the time */
    LEFT_MAX = 1000,
};

typedef struct {
    VmgPeerGuest guest;
    gint64 left; /* monotonic seconds when the guest left; set only if guest.gone is TRUE */
} Entry;

struct VmgRoll {
    GHashTable *entries; /* UUID (owned by the entry) -> Entry */
    guint left;          /* number of guests that have left */
};

static void
entry_free(gpointer data)
{
    Entry *entry = data;

    g_free(entry->guest.uuid);
    g_free(entry->guest.name);
    g_free(entry->guest.stays);
    g_free(entry);
}

VmgRoll *
vmg_roll_new(void)
{
    VmgRoll *roll = g_new0(VmgRoll, 1);

    roll->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
    return roll;
}

void
vmg_roll_free(VmgRoll *roll)
{
    if (!roll)
        return;
    g_hash_table_unref(roll->entries);
    g_free(roll);
}

guint64
vmg_roll_serial(const VmgRoll *roll, const char *uuid)
{
    const Entry *entry = g_hash_table_lookup(roll->entries, uuid);

    return entry ? entry->guest.serial : 0;
}

static Entry *
find_or_add(VmgRoll *roll, const char *uuid)
{
    Entry *entry = g_hash_table_lookup(roll->entries, uuid);

    if (entry)
        return entry;
    entry = g_new0(Entry, 1);
    entry->guest.uuid = g_strdup(uuid);
    g_hash_table_insert(roll->entries, entry->guest.uuid, entry);
    return entry;
}

gboolean
vmg_roll_put(VmgRoll *roll, const char *uuid, const char *name, guint64 serial)
{
    Entry *entry = find_or_add(roll, uuid);

    if (!entry->guest.gone && entry->guest.serial == serial &&
        g_strcmp0(entry->guest.name, name) == 0)
        return FALSE;
    roll->left -= entry->guest.gone ? 1 : 0;
    g_free(entry->guest.name);
    entry->guest.name = g_strdup(name);
    entry->guest.serial = serial;
    entry->guest.gone = FALSE;
    return TRUE;
}

/* Adds a guest without a stamp to the list as well, because such a guest can't leave. */
gboolean
vmg_roll_set_stays(VmgRoll *roll, const char *uuid, const char *name, const char *stays)
{
    Entry *entry = find_or_add(roll, uuid);

    if (!entry->guest.name)
        entry->guest.name = g_strdup(name);
    if (g_strcmp0(entry->guest.stays, stays) == 0)
        return FALSE;
    g_free(entry->guest.stays);
    entry->guest.stays = g_strdup(stays);
    return TRUE;
}

gboolean
vmg_roll_leave(VmgRoll *roll, const char *uuid, gint64 now)
{
    Entry *entry = g_hash_table_lookup(roll->entries, uuid);

    if (!entry || entry->guest.gone)
        return FALSE;
    if (roll->left >= LEFT_MAX) {
        g_hash_table_remove(roll->entries, uuid);
        return TRUE;
    }
    roll->left++;
    entry->guest.gone = TRUE;
    entry->guest.serial++;
    entry->left = now;
    return TRUE;
}

gboolean
vmg_roll_complete(VmgRoll *roll, GHashTable *here, gint64 now)
{
    g_autofree gpointer *uuids = g_hash_table_get_keys_as_array(roll->entries, NULL);
    gboolean news = FALSE;

    for (gsize i = 0; uuids[i]; i++)
        if (!g_hash_table_contains(here, uuids[i]))
            news |= vmg_roll_leave(roll, uuids[i], now);
    return news;
}

static gboolean
is_over(gpointer key G_GNUC_UNUSED, gpointer value, gpointer now)
{
    const Entry *entry = value;

    return entry->guest.gone && entry->left + LEFT_SECONDS <= *(const gint64 *)now;
}

static gint
by_uuid(gconstpointer a, gconstpointer b)
{
    const VmgPeerGuest *one = *(const VmgPeerGuest *const *)a;
    const VmgPeerGuest *two = *(const VmgPeerGuest *const *)b;

    return strcmp(one->uuid, two->uuid);
}

GPtrArray *
vmg_roll_list(VmgRoll *roll, gint64 now)
{
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_guest_free);
    GHashTableIter iter;
    gpointer entry;

    roll->left -= g_hash_table_foreach_remove(roll->entries, is_over, &now);
    g_hash_table_iter_init(&iter, roll->entries);
    while (g_hash_table_iter_next(&iter, NULL, &entry))
        g_ptr_array_add(list, vmg_peer_guest_copy(&((const Entry *)entry)->guest));
    g_ptr_array_sort(list, by_uuid);
    return list;
}
