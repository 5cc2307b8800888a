/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guests of a host in the registry: the domain XML of each guest, which the command
 * `virt-migration-guard plan` reads. This file has both the writer and the reader. */
#pragma once

#include <glib.h>

/* The text that the host UUID publishes about its guests. DOMAINS (char *) are their domain XMLs,
 * which are published without the entries of <sysinfo>. The text is signed with KEY if KEY is not
 * NULL. Free with g_free(). */
char *vmg_registry_guests_publish(const char *uuid, const GPtrArray *domains, GBytes *key);

/* Reads TEXT, which vmg_registry_guests_publish() has made. Returns the domain XMLs (char *). It is
 * an error if another host than UUID has published TEXT; with a KEY, it is also an error if TEXT is
 * not signed with KEY. Free with g_ptr_array_unref(). */
GPtrArray *vmg_registry_guests_read(const char *uuid, const char *text, gsize len, GBytes *key,
                                    GError **error);
