/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading what an etcd answers. A server can send anything, so nothing here fails. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/* Keys and values are base64 in JSON. Free with g_free(). */
char *vmg_etcd_encode(const char *text);
/* A text of OBJECT (may be NULL); "" if it has none with that NAME. */
const char *vmg_etcd_text_of(JsonObject *object, const char *name);
/* A number of 64 bits, which is a text in JSON; "0" if it is missing, or no number. */
const char *vmg_etcd_number_of(JsonObject *object, const char *name);
/* A member of OBJECT (may be NULL); NULL if it has none with that NAME. */
JsonObject *vmg_etcd_object_of(JsonObject *object, const char *name);
JsonArray *vmg_etcd_array_of(JsonObject *object, const char *name);
/* An element of ARRAY; NULL if it is no object. */
JsonObject *vmg_etcd_element_of(JsonArray *array, guint index);
/* The number of elements of ARRAY (may be NULL). */
guint vmg_etcd_length_of(JsonArray *array);
