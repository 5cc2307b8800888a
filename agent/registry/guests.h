/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guests of a host as the registry has them: the domain XML of each, for whoever plans where
 * they could go. Both directions. */
#pragma once

#include <glib.h>

/* What the host UUID publishes of its guests: DOMAINS (char *) are their domain XMLs. They are
 * published without what <sysinfo> tells the guest alone, and signed with KEY unless that is NULL.
 * Free with g_free(). */
char *vmg_registry_guests_publish(const char *uuid, const GPtrArray *domains, GBytes *key);

/* Reads it: the domain XMLs, char *. With a KEY, what is not signed with it is an error, and so is
 * what another host than UUID published. Free with g_ptr_array_unref(). */
GPtrArray *vmg_registry_guests_read(const char *uuid, const char *text, gsize len, GBytes *key,
                                    GError **error);
