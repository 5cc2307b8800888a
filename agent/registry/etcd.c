/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* etcd://HOST:PORT[,HOST:PORT...]: etcd 3.4 or later. Each host has three keys that administrators'
 * commands read, /virt-migration-guard/CLUSTER/hosts/UUID/facts, .../guests and .../presence, and
 * one key that agents read, see etcd-briefs.h. The keys facts and guests stay until somebody
 * removes them. The key presence belongs to a lease that the host keeps alive, so that etcd removes
 * the key by its own clock after the host is gone. */
#include "agent/registry/backend.h"
#include "agent/registry/etcd-briefs.h"
#include "agent/registry/etcd-client.h"
#include "agent/registry/etcd-json.h"

#include "base/error.h"
#include "base/neutral.h"

#include <string.h>

#define FACTS    "facts"
#define GUESTS   "guests"
#define PRESENCE "presence"

enum {
    PAGE = 1000, /* most keys that are asked for at once */
    /* most values that are asked for at once; etcd takes 128 operations in one transaction */
    BATCH = 100,
};

typedef struct {
    VmgEtcdClient *client;
    char *prefix; /* beginning of all keys; ends with a slash */
    guint lease;  /* seconds */
    GMutex lock;  /* protects the members below */
    char *lease_id;
    char *uuid;     /* UUID of the host whose entry this process has written; NULL = none yet */
    char *revision; /* etcd's revision of the key `facts` of the host UUID */
    VmgEtcdBriefs *briefs;
} Etcd;

static gpointer
open_etcd(const char *rest, const char *cluster, const VmgRegistryOptions *options, GError **error)
{
    VmgEtcdClient *client = vmg_etcd_client_new(rest, options, error);
    g_autofree char *name = g_uri_escape_string(cluster, NULL, FALSE);
    Etcd *etcd;

    if (!client)
        return NULL;
    etcd = g_new0(Etcd, 1);
    etcd->client = client;
    etcd->lease = options->lease;
    etcd->prefix = g_strdup_printf("/virt-migration-guard/%s/hosts/", name);
    etcd->briefs = vmg_etcd_briefs_new(client, name);
    g_mutex_init(&etcd->lock);
    return etcd;
}

static void
close_etcd(gpointer self)
{
    Etcd *etcd = self;

    vmg_etcd_briefs_free(etcd->briefs);
    vmg_etcd_client_free(etcd->client);
    g_mutex_clear(&etcd->lock);
    g_free(etcd->prefix);
    g_free(etcd->lease_id);
    g_free(etcd->uuid);
    g_free(etcd->revision);
    g_free(etcd);
}

/* The key called NAME of the host UUID, encoded for JSON. */
static char *
key_of(const Etcd *etcd, const char *uuid, const char *name)
{
    g_autofree char *key = g_strconcat(etcd->prefix, uuid, "/", name, NULL);

    return vmg_etcd_encode(key);
}

static gboolean
grant(Etcd *etcd, GError **error)
{
    g_autofree char *request = g_strdup_printf("{\"TTL\":%u}", etcd->lease);
    g_autoptr(JsonNode) answer = NULL;

    if (etcd->lease_id)
        return TRUE;
    answer = vmg_etcd_call(etcd->client, "/v3/lease/grant", request, error);
    if (!answer)
        return FALSE;
    etcd->lease_id = g_strdup(vmg_etcd_number_of(json_node_get_object(answer), "ID"));
    return TRUE;
}

static JsonNode *
put_both(const Etcd *etcd, const char *uuid, const char *text, GError **error)
{
    g_autofree char *facts = key_of(etcd, uuid, FACTS), *presence = key_of(etcd, uuid, PRESENCE);
    g_autofree char *value = vmg_etcd_encode(text);
    g_autofree char *request =
        g_strdup_printf("{\"success\":[{\"request_put\":{\"key\":\"%s\",\"value\":\"%s\"}},"
                        "{\"request_put\":{\"key\":\"%s\",\"value\":\"\",\"lease\":\"%s\"}}]}",
                        facts, value, presence, etcd->lease_id);

    return vmg_etcd_call(etcd->client, "/v3/kv/txn", request, error);
}

/* Whether the error says that etcd does not know the lease: the lease expired because nobody
 * renewed it in time. */
static gboolean
is_over(const GError *error)
{
    return error && strstr(error->message, "lease not found") != NULL;
}

static void
remember(Etcd *etcd, const char *uuid, JsonNode *answer)
{
    JsonObject *header = vmg_etcd_object_of(json_node_get_object(answer), "header");

    g_free(etcd->uuid);
    etcd->uuid = g_strdup(uuid);
    g_free(etcd->revision);
    etcd->revision = g_strdup(vmg_etcd_number_of(header, "revision"));
}

static gboolean
put_locked(Etcd *etcd, const char *uuid, const char *text, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(JsonNode) answer =
        grant(etcd, &problem) ? put_both(etcd, uuid, text, &problem) : NULL;

    if (is_over(problem)) {
        g_clear_error(&problem);
        g_clear_pointer(&etcd->lease_id, g_free);
        answer = grant(etcd, &problem) ? put_both(etcd, uuid, text, &problem) : NULL;
    }
    if (answer)
        remember(etcd, uuid, answer);
    else
        g_propagate_error(error, g_steal_pointer(&problem));
    return answer != NULL;
}

static gboolean
put(gpointer self, const char *uuid, const char *text, GError **error)
{
    Etcd *etcd = self;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&etcd->lock);

    return put_locked(etcd, uuid, text, error);
}

/* Keeps the lease alive. Returns FALSE if the lease had expired already. */
static gboolean
keep_alive(const Etcd *etcd, GError **error)
{
    g_autofree char *request = g_strdup_printf("{\"ID\":\"%s\"}", etcd->lease_id);
    g_autoptr(JsonNode) answer = vmg_etcd_call(etcd->client, "/v3/lease/keepalive", request, error);
    JsonObject *result = answer ? vmg_etcd_object_of(json_node_get_object(answer), "result") : NULL;

    if (strcmp(vmg_etcd_number_of(result, "TTL"), "0") != 0)
        return TRUE;
    if (answer)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _("etcd: the lease is over"));
    return FALSE;
}

/* Returns the first element of KEYS, the keys of one host, whose key ends in NAME; NULL if there is
 * no such element. */
static JsonObject *
find_key(JsonArray *keys, const char *name)
{
    for (guint i = 0; i < vmg_etcd_length_of(keys); i++) {
        JsonObject *entry = vmg_etcd_element_of(keys, i);
        g_autofree char *key = vmg_etcd_key_in(entry);

        if (g_str_has_suffix(key, name))
            return entry;
    }
    return NULL;
}

/* Whether KEYS, the host's keys in etcd, and the host's brief entry are still those that this
 * process has put. */
static gboolean
check_keys(const Etcd *etcd, JsonArray *keys, GError **error)
{
    JsonObject *facts = find_key(keys, "/" FACTS), *presence = find_key(keys, "/" PRESENCE);

    if (!facts || !presence || !vmg_etcd_briefs_have(etcd->briefs, etcd->uuid)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _("etcd: the entry is gone"));
        return FALSE;
    }
    if (strcmp(vmg_etcd_number_of(facts, "mod_revision"), etcd->revision) == 0 &&
        strcmp(vmg_etcd_number_of(presence, "lease"), etcd->lease_id) == 0)
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_STALE, _("%s: another host writes it as well"),
                etcd->uuid);
    return FALSE;
}

static gboolean
renew_locked(Etcd *etcd, const char *uuid, GError **error)
{
    g_autofree char *from = key_of(etcd, uuid, ""),
                    *start = g_strconcat(etcd->prefix, uuid, "/", NULL);
    g_autofree char *to = vmg_etcd_behind(start), *request = NULL;
    g_autoptr(JsonNode) answer = NULL;

    if (!etcd->lease_id || g_strcmp0(etcd->uuid, uuid) != 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _("etcd: the entry is gone"));
        return FALSE;
    }
    if (!keep_alive(etcd, error))
        return FALSE;
    request = g_strdup_printf("{\"key\":\"%s\",\"range_end\":\"%s\",\"keys_only\":true}", from, to);
    answer = vmg_etcd_call(etcd->client, "/v3/kv/range", request, error);
    return answer &&
           check_keys(etcd, vmg_etcd_array_of(json_node_get_object(answer), "kvs"), error);
}

static gboolean
renew(gpointer self, const char *uuid, GError **error)
{
    Etcd *etcd = self;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&etcd->lock);

    return renew_locked(etcd, uuid, error);
}

static gboolean
remove_entry(gpointer self, const char *uuid, GError **error)
{
    const Etcd *etcd = self;
    g_autofree char *start = g_strconcat(etcd->prefix, uuid, "/", NULL);
    g_autofree char *from = vmg_etcd_encode(start), *to = vmg_etcd_behind(start);
    g_autofree char *request = g_strdup_printf("{\"key\":\"%s\",\"range_end\":\"%s\"}", from, to);
    g_autoptr(JsonNode) answer = vmg_etcd_call(etcd->client, "/v3/kv/deleterange", request, error);

    return answer && vmg_etcd_briefs_remove(etcd->briefs, uuid, error);
}

static gboolean
is_printable(const char *text)
{
    for (; g_ascii_isgraph(*text); text++)
        ;
    return *text == '\0';
}

/* Splits the key of ENTRY into the host's UUID and the name of the key. NULL if the key does not
 * have that form, because anybody may have written it. Free with g_strfreev(). */
static char **
parts_of(const Etcd *etcd, JsonObject *entry)
{
    g_autofree char *key = vmg_etcd_key_in(entry);
    g_auto(GStrv) parts = NULL;

    if (!g_str_has_prefix(key, etcd->prefix) || !is_printable(key))
        return NULL;
    parts = g_strsplit(key + strlen(etcd->prefix), "/", -1);
    return g_strv_length(parts) == 2 && *parts[0] ? g_steal_pointer(&parts) : NULL;
}

/* One listing. */
typedef struct {
    const Etcd *etcd;
    GHashTable *present; /* UUIDs */
    GPtrArray *entries;
} Listing;

static void
take_facts(const Listing *listing, const char *uuid, JsonObject *object)
{
    VmgRegistryEntry *entry = g_new0(VmgRegistryEntry, 1);

    entry->uuid = g_strdup(uuid);
    entry->revision = g_strdup(vmg_etcd_number_of(object, "mod_revision"));
    g_ptr_array_add(listing->entries, entry);
}

static void
take_keys(const Listing *listing, JsonArray *keys)
{
    for (guint i = 0; i < vmg_etcd_length_of(keys); i++) {
        JsonObject *object = vmg_etcd_element_of(keys, i);
        g_auto(GStrv) parts = parts_of(listing->etcd, object);

        if (parts && strcmp(parts[1], FACTS) == 0)
            take_facts(listing, parts[0], object);
        else if (parts && strcmp(parts[1], PRESENCE) == 0)
            g_hash_table_add(listing->present, g_strdup(parts[0]));
    }
}

/* Lists the keys from FROM on, without values, at most PAGE of them. *NEXT is set to the key at
 * which the next page begins, as vmg_etcd_next_page() finds it. */
static gboolean
list_page(const Listing *listing, const char *from, char **next, GError **error)
{
    g_autofree char *to = vmg_etcd_behind(listing->etcd->prefix);
    g_autofree char *request =
        g_strdup_printf("{\"key\":\"%s\",\"range_end\":\"%s\",\"keys_only\":true,\"limit\":\"%d\"}",
                        from, to, PAGE);
    g_autoptr(JsonNode) answer =
        vmg_etcd_call(listing->etcd->client, "/v3/kv/range", request, error);
    JsonObject *object = answer ? json_node_get_object(answer) : NULL;

    *next = NULL;
    if (!object)
        return FALSE;
    take_keys(listing, vmg_etcd_array_of(object, "kvs"));
    *next = vmg_etcd_next_page(object, from);
    return TRUE;
}

static gboolean
list_keys(const Listing *listing, GError **error)
{
    char *from = vmg_etcd_encode(listing->etcd->prefix);
    gboolean good = TRUE;

    while (good && from) {
        g_autofree char *page = from;

        good = list_page(listing, page, &from, error);
    }
    return good;
}

/* The value of the key NAME of the host UUID, *LEN bytes; NULL without an error if there is no such
 * key. Free with g_free(). */
static char *
read_value(const Etcd *etcd, const char *uuid, const char *name, gsize *len, GError **error)
{
    g_autofree char *key = key_of(etcd, uuid, name);
    g_autofree char *request = g_strdup_printf("{\"key\":\"%s\"}", key);
    g_autoptr(JsonNode) answer = vmg_etcd_call(etcd->client, "/v3/kv/range", request, error);
    JsonArray *keys = answer ? vmg_etcd_array_of(json_node_get_object(answer), "kvs") : NULL;

    *len = 0;
    return vmg_etcd_length_of(keys) > 0 ? vmg_etcd_value_in(vmg_etcd_element_of(keys, 0), len)
                                        : NULL;
}

/* Fills in the texts of COUNT entries of ENTRIES, beginning at FIRST, with one request. If a host
 * has just been removed, its text is "". */
static gboolean
read_texts(const Etcd *etcd, const GPtrArray *entries, guint first, guint count, GError **error)
{
    g_autoptr(GString) request = g_string_new("{\"success\":[");
    g_autoptr(JsonNode) answer = NULL;
    JsonArray *responses;

    for (guint i = 0; i < count; i++) {
        const VmgRegistryEntry *entry = entries->pdata[first + i];
        g_autofree char *key = key_of(etcd, entry->uuid, FACTS);

        g_string_append_printf(request, "%s{\"request_range\":{\"key\":\"%s\"}}", i > 0 ? "," : "",
                               key);
    }
    g_string_append(request, "]}");
    answer = vmg_etcd_call(etcd->client, "/v3/kv/txn", request->str, error);
    if (!answer)
        return FALSE;
    responses = vmg_etcd_array_of(json_node_get_object(answer), "responses");
    for (guint i = 0; i < count; i++) {
        VmgRegistryEntry *entry = entries->pdata[first + i];
        JsonObject *response =
            i < vmg_etcd_length_of(responses) ? vmg_etcd_element_of(responses, i) : NULL;
        JsonArray *keys = vmg_etcd_array_of(vmg_etcd_object_of(response, "response_range"), "kvs");

        entry->text = vmg_etcd_length_of(keys) > 0
                          ? vmg_etcd_value_in(vmg_etcd_element_of(keys, 0), &entry->len)
                          : g_strdup("");
    }
    return TRUE;
}

static gboolean
put_guests(gpointer self, const char *uuid, const char *text, GError **error)
{
    const Etcd *etcd = self;
    g_autofree char *key = key_of(etcd, uuid, GUESTS), *value = vmg_etcd_encode(text);
    g_autofree char *request = g_strdup_printf("{\"key\":\"%s\",\"value\":\"%s\"}", key, value);
    g_autoptr(JsonNode) answer = vmg_etcd_call(etcd->client, "/v3/kv/put", request, error);

    return answer != NULL;
}

static char *
get_guests(gpointer self, const char *uuid, gsize *len, GError **error)
{
    g_autoptr(GError) problem = NULL;
    char *text = read_value(self, uuid, GUESTS, len, &problem);

    if (problem)
        g_propagate_error(error, g_steal_pointer(&problem));
    else if (!text)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                    _("etcd: the host has published none"));
    return text;
}

static gboolean
put_brief(gpointer self, const char *uuid, const char *text, GError **error)
{
    return vmg_etcd_briefs_put(((const Etcd *)self)->briefs, uuid, text, error);
}

static GPtrArray *
list_briefs(gpointer self, GHashTable *seen, GError **error)
{
    return vmg_etcd_briefs_list(((const Etcd *)self)->briefs, seen, error);
}

static gint
by_uuid(gconstpointer a, gconstpointer b)
{
    const VmgRegistryEntry *one = *(const VmgRegistryEntry *const *)a;
    const VmgRegistryEntry *two = *(const VmgRegistryEntry *const *)b;

    return strcmp(one->uuid, two->uuid);
}

static GPtrArray *
list(gpointer self, GHashTable *seen, GError **error)
{
    const Etcd *etcd = self;
    g_autoptr(GHashTable) present = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)vmg_registry_entry_free);
    const Listing listing = {etcd, present, entries};
    g_autoptr(GPtrArray) wanted = g_ptr_array_new();

    if (!list_keys(&listing, error))
        return NULL;
    for (guint i = 0; i < entries->len; i++) {
        VmgRegistryEntry *entry = entries->pdata[i];

        entry->age_ms = g_hash_table_contains(present, entry->uuid) ? 0 : VMG_REGISTRY_GONE;
        if (!seen || g_strcmp0(g_hash_table_lookup(seen, entry->uuid), entry->revision) != 0)
            g_ptr_array_add(wanted, entry);
    }
    for (guint i = 0; i < wanted->len; i += BATCH)
        if (!read_texts(etcd, wanted, i, MIN(BATCH, wanted->len - i), error))
            return NULL;
    g_ptr_array_sort(entries, by_uuid);
    return g_steal_pointer(&entries);
}

const VmgRegistryBackend vmg_registry_etcd = {
    .scheme = "etcd://",
    .open = open_etcd,
    .close = close_etcd,
    .put = put,
    .renew = renew,
    .put_guests = put_guests,
    .get_guests = get_guests,
    .put_brief = put_brief,
    .list_briefs = list_briefs,
    .remove = remove_entry,
    .list = list,
};
