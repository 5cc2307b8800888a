/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/registry/etcd-json.h"

#include <string.h>

char *
vmg_etcd_encode(const char *text)
{
    return g_base64_encode((const guchar *)text, strlen(text));
}

const char *
vmg_etcd_text_of(JsonObject *object, const char *name)
{
    JsonNode *node = object ? json_object_get_member(object, name) : NULL;
    const char *text = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;

    return text ? text : "";
}

const char *
vmg_etcd_number_of(JsonObject *object, const char *name)
{
    const char *text = vmg_etcd_text_of(object, name);

    return *text && strspn(text, "0123456789") == strlen(text) ? text : "0";
}

JsonObject *
vmg_etcd_object_of(JsonObject *object, const char *name)
{
    JsonNode *node = object ? json_object_get_member(object, name) : NULL;

    return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

JsonArray *
vmg_etcd_array_of(JsonObject *object, const char *name)
{
    JsonNode *node = object ? json_object_get_member(object, name) : NULL;

    return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

JsonObject *
vmg_etcd_element_of(JsonArray *array, guint index)
{
    JsonNode *node = json_array_get_element(array, index);

    return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

guint
vmg_etcd_length_of(JsonArray *array)
{
    return array ? json_array_get_length(array) : 0;
}

char *
vmg_etcd_behind(const char *text)
{
    g_autofree char *end = g_strdup(text);

    end[strlen(end) - 1]++;
    return vmg_etcd_encode(end);
}

static char *
decode(JsonObject *entry, const char *name, gsize *len)
{
    g_autofree char *bytes = (char *)g_base64_decode(vmg_etcd_text_of(entry, name), len);

    return g_strndup(bytes ? bytes : "", *len);
}

char *
vmg_etcd_key_in(JsonObject *entry)
{
    gsize len;

    return decode(entry, "key", &len);
}

char *
vmg_etcd_value_in(JsonObject *entry, gsize *len)
{
    return decode(entry, "value", len);
}

/* The key at which the next page of a list begins, encoded for JSON: the last key of KEYS with a
 * zero byte added, because no other key can be between these two. NULL if KEYS is empty. */
static char *
behind_last(JsonArray *keys)
{
    guint count = vmg_etcd_length_of(keys);
    gsize len = 0;
    g_autofree guchar *last =
        count > 0
            ? g_base64_decode(vmg_etcd_text_of(vmg_etcd_element_of(keys, count - 1), "key"), &len)
            : NULL;
    g_autoptr(GByteArray) next = g_byte_array_new();

    if (len == 0)
        return NULL;
    g_byte_array_append(next, last, (guint)len);
    g_byte_array_append(next, (const guint8 *)"", 1);
    return g_base64_encode(next->data, next->len);
}

char *
vmg_etcd_next_page(JsonObject *answer, const char *from)
{
    gboolean more = json_object_get_boolean_member_with_default(answer, "more", FALSE);
    g_autofree char *next = more ? behind_last(vmg_etcd_array_of(answer, "kvs")) : NULL;

    return g_strcmp0(next, from) == 0 ? NULL : g_steal_pointer(&next);
}
