/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the answers of etcd. A server can send anything, so these functions accept everything and
 * never fail. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/* TEXT in base64, as etcd wants keys and values in JSON. Free with g_free(). */
char *vmg_etcd_encode(const char *text);
/* The text called NAME in OBJECT, which may be NULL; "" if there is no such text. */
const char *vmg_etcd_text_of(JsonObject *object, const char *name);
/* The number of 64 bits called NAME, which etcd sends as a text; "0" if there is no such number. */
const char *vmg_etcd_number_of(JsonObject *object, const char *name);
/* The object called NAME in OBJECT, which may be NULL; NULL if there is no such object. */
JsonObject *vmg_etcd_object_of(JsonObject *object, const char *name);
JsonArray *vmg_etcd_array_of(JsonObject *object, const char *name);
/* The object at INDEX of ARRAY; NULL if this element is not an object. */
JsonObject *vmg_etcd_element_of(JsonArray *array, guint index);
/* The number of elements of ARRAY, which may be NULL. */
guint vmg_etcd_length_of(JsonArray *array);
/* The end of the range of all keys that begin with TEXT, encoded for JSON. Free with g_free(). */
char *vmg_etcd_behind(const char *text);
/* The key of ENTRY, decoded. Free with g_free(). */
char *vmg_etcd_key_in(JsonObject *entry);
/* The value of ENTRY, decoded, *LEN bytes. Free with g_free(). */
char *vmg_etcd_value_in(JsonObject *entry, gsize *len);
/* The key at which the page after ANSWER begins, encoded for JSON: the key after the last key of
 * ANSWER. NULL after the last page, or if the server sends the page that began at FROM again. Free
 * with g_free(). */
char *vmg_etcd_next_page(JsonObject *answer, const char *from);
