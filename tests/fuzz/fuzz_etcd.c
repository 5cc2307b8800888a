/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target etcd: a server of the registry may answer anything. Each line of the input is the
 * answer to one request; the last line is also the answer to all later requests. */
#include "agent/registry/backend.h"
#include "agent/registry/etcd-client.h"
#include "base/error.h"
#include "fuzz.h"

#include <string.h>

#define HOST "a0000000-0000-4000-8000-00000000000a"

enum { CALLS_MAX = 1000 }; /* far more than the functions make for any input */

static GStrv answers;
static guint at, calls;

JsonNode *__wrap_vmg_etcd_call(VmgEtcdClient *client, const char *path, const char *request,
                               GError **error);

/* Plays the server. The request must be JSON, whatever the earlier answers were. */
JsonNode *
__wrap_vmg_etcd_call(VmgEtcdClient *client G_GNUC_UNUSED, const char *path, const char *request,
                     GError **error)
{
    g_autoptr(JsonNode) sent = json_from_string(request, NULL);
    g_autoptr(JsonNode) node = answers[0] ? json_from_string(answers[at], NULL) : NULL;

    /* this must be true even if a server sends the same page again and again */
    g_assert_cmpuint(++calls, <, CALLS_MAX);
    g_assert_true(g_str_has_prefix(path, "/v3/"));
    g_assert_true(sent && JSON_NODE_HOLDS_OBJECT(sent));
    if (answers[0] && answers[at + 1])
        at++;
    if (node && JSON_NODE_HOLDS_OBJECT(node))
        return g_steal_pointer(&node);
    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "lease not found");
    return NULL;
}

static void
check_entries(GPtrArray *entries, const GError *error)
{
    g_assert_true((entries == NULL) == (error != NULL));
    for (guint i = 0; entries && i < entries->len; i++) {
        const VmgRegistryEntry *entry = entries->pdata[i];

        g_assert_nonnull(entry->uuid);
        g_assert_nonnull(entry->revision);
        g_assert_true(!entry->text || strlen(entry->text) <= entry->len);
        if (i > 0)
            g_assert_cmpstr(((const VmgRegistryEntry *)entries->pdata[i - 1])->uuid, <=,
                            entry->uuid);
    }
    if (entries)
        g_ptr_array_unref(entries);
}

typedef GPtrArray *(*List)(gpointer self, GHashTable *seen, GError **error);

static void
list(List ask, gpointer registry)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GError) first = NULL, second = NULL;
    GPtrArray *entries = ask(registry, NULL, &first);

    check_entries(entries, first);
    g_hash_table_insert(seen, (gpointer)HOST, (gpointer) "7");
    entries = ask(registry, seen, &second);
    check_entries(entries, second);
}

static void
write_and_read(const VmgRegistryBackend *kind, gpointer registry)
{
    g_autofree char *guests = NULL;
    g_autoptr(GError) error = NULL;
    gsize len = 0;

    kind->put(registry, HOST, "<facts/>", NULL);
    kind->put_brief(registry, HOST, "<brief/>", NULL);
    kind->put_guests(registry, HOST, "<guests/>", NULL);
    kind->renew(registry, HOST, NULL);
    guests = kind->get_guests(registry, HOST, &len, &error);
    g_assert_true((guests == NULL) == (error != NULL));
    kind->remove(registry, HOST, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const VmgRegistryBackend *kind = &vmg_registry_etcd;
    const VmgRegistryOptions options = {.lease = 45};
    g_autofree char *text = g_strndup((const char *)data, size);
    gpointer registry = kind->open("127.0.0.1:1", "default", &options, NULL);

    answers = g_strsplit(g_strchomp(text), "\n", -1);
    at = calls = 0;
    list(kind->list_briefs, registry);
    list(kind->list, registry);
    write_and_read(kind, registry);
    list(kind->list_briefs, registry);
    kind->close(registry);
    g_clear_pointer(&answers, g_strfreev);
    return 0;
}
