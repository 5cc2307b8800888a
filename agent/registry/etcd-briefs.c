/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/registry/etcd-briefs.h"

#include "agent/registry/etcd-json.h"

#include <string.h>

enum { PAGE = 500 }; /* one request asks for at most this many keys, with their values */

/* The brief entry of a host, as vmg_etcd_briefs_list() last read it. */
typedef struct {
    char *revision;
    char *text; /* NULL after the text was given to the caller */
    gsize len;
} Known;

struct VmgEtcdBriefs {
    VmgEtcdClient *client;
    char *prefix;      /* beginning of all keys; ends with a slash */
    GMutex lock;       /* protects the members below */
    GHashTable *known; /* UUID -> Known */
    guint64 revision;  /* etcd's revision at the last list; 0 = there was no list yet */
    /* UUID of the host whose brief entry this process has written; NULL = none */
    char *uuid;
    guint64 put; /* etcd's revision when this process wrote its brief entry */
};

static void
known_free(gpointer data)
{
    Known *known = data;

    g_free(known->revision);
    g_free(known->text);
    g_free(known);
}

VmgEtcdBriefs *
vmg_etcd_briefs_new(VmgEtcdClient *client, const char *cluster)
{
    VmgEtcdBriefs *briefs = g_new0(VmgEtcdBriefs, 1);

    briefs->client = client;
    briefs->prefix = g_strdup_printf("/virt-migration-guard/%s/briefs/", cluster);
    briefs->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, known_free);
    g_mutex_init(&briefs->lock);
    return briefs;
}

void
vmg_etcd_briefs_free(VmgEtcdBriefs *briefs)
{
    g_hash_table_unref(briefs->known);
    g_mutex_clear(&briefs->lock);
    g_free(briefs->prefix);
    g_free(briefs->uuid);
    g_free(briefs);
}

static guint64
revision_of(JsonNode *answer)
{
    JsonObject *header = vmg_etcd_object_of(json_node_get_object(answer), "header");

    return g_ascii_strtoull(vmg_etcd_number_of(header, "revision"), NULL, 10);
}

static char *
key_of(const VmgEtcdBriefs *briefs, const char *uuid)
{
    g_autofree char *key = g_strconcat(briefs->prefix, uuid, NULL);

    return vmg_etcd_encode(key);
}

gboolean
vmg_etcd_briefs_put(VmgEtcdBriefs *briefs, const char *uuid, const char *text, GError **error)
{
    g_autofree char *key = key_of(briefs, uuid), *value = vmg_etcd_encode(text);
    g_autofree char *request = g_strdup_printf("{\"key\":\"%s\",\"value\":\"%s\"}", key, value);
    g_autoptr(JsonNode) answer = vmg_etcd_call(briefs->client, "/v3/kv/put", request, error);
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&briefs->lock);

    if (!answer)
        return FALSE;
    g_free(briefs->uuid);
    briefs->uuid = g_strdup(uuid);
    briefs->put = revision_of(answer);
    return TRUE;
}

gboolean
vmg_etcd_briefs_remove(VmgEtcdBriefs *briefs, const char *uuid, GError **error)
{
    g_autofree char *key = key_of(briefs, uuid);
    g_autofree char *request = g_strdup_printf("{\"key\":\"%s\"}", key);
    g_autoptr(JsonNode) answer =
        vmg_etcd_call(briefs->client, "/v3/kv/deleterange", request, error);

    return answer != NULL;
}

gboolean
vmg_etcd_briefs_have(VmgEtcdBriefs *briefs, const char *uuid)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&briefs->lock);
    const Known *known = g_hash_table_lookup(briefs->known, uuid);

    if (g_strcmp0(briefs->uuid, uuid) != 0 || briefs->revision < briefs->put)
        return TRUE;
    return known && g_ascii_strtoull(known->revision, NULL, 10) == briefs->put;
}

static void
take_keys(const VmgEtcdBriefs *briefs, JsonArray *keys)
{
    for (guint i = 0; i < vmg_etcd_length_of(keys); i++) {
        JsonObject *object = vmg_etcd_element_of(keys, i);
        g_autofree char *key = vmg_etcd_key_in(object);
        Known *known = g_new0(Known, 1);

        known->revision = g_strdup(vmg_etcd_number_of(object, "mod_revision"));
        known->text = vmg_etcd_value_in(object, &known->len);
        g_hash_table_replace(
            briefs->known,
            g_strdup(g_str_has_prefix(key, briefs->prefix) ? key + strlen(briefs->prefix) : key),
            known);
    }
}

/* Reads all brief entries, as if there had been no list before. If an entry changes between two
 * pages, the next list reads it again. */
static gboolean
read_all(VmgEtcdBriefs *briefs, GError **error)
{
    g_autofree char *from = vmg_etcd_encode(briefs->prefix), *to = vmg_etcd_behind(briefs->prefix);

    g_hash_table_remove_all(briefs->known);
    briefs->revision = 0;
    while (from) {
        g_autofree char *request = g_strdup_printf(
            "{\"key\":\"%s\",\"range_end\":\"%s\",\"limit\":\"%d\"}", from, to, PAGE);
        g_autoptr(JsonNode) answer = vmg_etcd_call(briefs->client, "/v3/kv/range", request, error);
        g_autofree char *page = g_steal_pointer(&from);
        JsonObject *object = answer ? json_node_get_object(answer) : NULL;

        if (!answer)
            return FALSE;
        take_keys(briefs, vmg_etcd_array_of(object, "kvs"));
        if (briefs->revision == 0)
            briefs->revision = revision_of(answer);
        from = vmg_etcd_next_page(object, page);
    }
    return TRUE;
}

static JsonObject *
range_in(JsonNode *answer, guint index)
{
    JsonArray *responses = vmg_etcd_array_of(json_node_get_object(answer), "responses");

    return index < vmg_etcd_length_of(responses)
               ? vmg_etcd_object_of(vmg_etcd_element_of(responses, index), "response_range")
               : NULL;
}

/* Asks for the brief entries that were written since the last list, and for the number of all brief
 * entries. Returns FALSE without an error if all entries must be read again: the number shows that
 * entries were removed, too many entries were written for one answer, or etcd was set back to an
 * older state. */
static gboolean
read_changes(VmgEtcdBriefs *briefs, GError **error)
{
    g_autofree char *from = vmg_etcd_encode(briefs->prefix), *to = vmg_etcd_behind(briefs->prefix);
    g_autofree char *request = g_strdup_printf(
        "{\"success\":[{\"request_range\":{\"key\":\"%s\",\"range_end\":\"%s\","
        "\"min_mod_revision\":\"%" G_GUINT64_FORMAT "\",\"limit\":\"%d\"}},"
        "{\"request_range\":{\"key\":\"%s\",\"range_end\":\"%s\",\"count_only\":true}}]}",
        from, to, briefs->revision + 1, PAGE, from, to);
    g_autoptr(JsonNode) answer = vmg_etcd_call(briefs->client, "/v3/kv/txn", request, error);
    JsonArray *keys = answer ? vmg_etcd_array_of(range_in(answer, 0), "kvs") : NULL;

    if (!answer || revision_of(answer) < briefs->revision || vmg_etcd_length_of(keys) >= PAGE)
        return FALSE;
    take_keys(briefs, keys);
    briefs->revision = revision_of(answer);
    return g_ascii_strtoull(vmg_etcd_number_of(range_in(answer, 1), "count"), NULL, 10) ==
           g_hash_table_size(briefs->known);
}

static gboolean
refresh(VmgEtcdBriefs *briefs, GError **error)
{
    g_autoptr(GError) problem = NULL;

    if (briefs->revision > 0 && read_changes(briefs, &problem))
        return TRUE;
    if (!problem)
        return read_all(briefs, error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static gint
by_uuid(gconstpointer a, gconstpointer b)
{
    const VmgRegistryEntry *one = *(const VmgRegistryEntry *const *)a;
    const VmgRegistryEntry *two = *(const VmgRegistryEntry *const *)b;

    return strcmp(one->uuid, two->uuid);
}

/* Returns all known brief entries. The text of an entry is given to the caller only once.
 * Returns NULL without an error if the caller wants a text that was given away before. */
static GPtrArray *
hand_out(const VmgEtcdBriefs *briefs, GHashTable *seen)
{
    g_autoptr(GPtrArray) entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)vmg_registry_entry_free);
    GHashTableIter iter;
    gpointer uuid, data;

    g_hash_table_iter_init(&iter, briefs->known);
    while (g_hash_table_iter_next(&iter, &uuid, &data)) {
        Known *known = data;
        VmgRegistryEntry *entry = g_new0(VmgRegistryEntry, 1);
        gboolean wanted = !seen || g_strcmp0(g_hash_table_lookup(seen, uuid), known->revision) != 0;

        g_ptr_array_add(entries, entry);
        entry->uuid = g_strdup(uuid);
        entry->revision = g_strdup(known->revision);
        if (wanted && !known->text)
            return NULL;
        if (wanted) {
            entry->len = known->len;
            entry->text = g_steal_pointer(&known->text);
        }
        g_clear_pointer(&known->text, g_free);
    }
    g_ptr_array_sort(entries, by_uuid);
    return g_steal_pointer(&entries);
}

GPtrArray *
vmg_etcd_briefs_list(VmgEtcdBriefs *briefs, GHashTable *seen, GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&briefs->lock);
    GPtrArray *entries;

    if (!refresh(briefs, error))
        return NULL;
    entries = hand_out(briefs, seen);
    if (!entries && read_all(briefs, error))
        entries = hand_out(briefs, seen);
    return entries;
}
