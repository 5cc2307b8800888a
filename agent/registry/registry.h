/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The registry: where the hosts of one cluster tell each other of themselves. It holds one text
 * a host, and knows by a clock of its own how long ago the host was heard of. Every function
 * but the first two may wait for a server that does not answer: call them on a thread that
 * nobody waits for without a limit. A registry can be used by several threads at a time. */
#pragma once

#include "config/config.h"

#include <glib.h>

#define VMG_REGISTRY_NONE "none"

/* The age of an entry whose host the registry no longer knows to be there; since when, it can't
 * tell. */
#define VMG_REGISTRY_GONE G_MAXINT64

typedef struct VmgRegistry VmgRegistry;

/* The keys of [registry] with these names, but for uri. A file may be NULL. */
typedef struct {
    const char *ca_file, *cert_file, *key_file, *auth_file;
    guint lease; /* seconds */
} VmgRegistryOptions;

/* One host's entry. */
typedef struct {
    char *uuid;
    char *text;     /* NULL if it is the one that the caller has seen */
    gsize len;      /* bytes */
    char *revision; /* changes whenever text does */
    gint64 age_ms;  /* since it was put or renewed, by the registry's clock */
} VmgRegistryEntry;

void vmg_registry_entry_free(VmgRegistryEntry *entry);

/* Opens the registry URI ([registry] uri) for the hosts of CLUSTER. NULL without an error if URI
 * is "none"; NULL and an error, with what URIs there are, if it is no registry. */
VmgRegistry *vmg_registry_new(const char *uri, const char *cluster,
                              const VmgRegistryOptions *options, GError **error);
/* The same, as CONFIG has it. */
VmgRegistry *vmg_registry_open(const VmgConfig *config, GError **error);
/* What vmg_registry_open() depends on: another text is another registry. Free with g_free(). */
char *vmg_registry_settings(const VmgConfig *config);
VmgRegistry *vmg_registry_ref(VmgRegistry *registry);
void vmg_registry_unref(VmgRegistry *registry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgRegistry, vmg_registry_unref)

/* Makes TEXT the entry of the host UUID, heard of now. */
gboolean vmg_registry_put(VmgRegistry *registry, const char *uuid, const char *text,
                          GError **error);
/* The host was heard of now, and its entry is still what this process put.
 * G_FILE_ERROR_NOENT if there is none any more: put it again. VMG_ERROR_STALE if somebody else has
 * written it since: two hosts claim one UUID. */
gboolean vmg_registry_renew(VmgRegistry *registry, const char *uuid, GError **error);
/* There is no such host any more. That there is no entry is no error. */
gboolean vmg_registry_remove(VmgRegistry *registry, const char *uuid, GError **error);
/* All entries, VmgRegistryEntry *, sorted by UUID. SEEN (may be NULL) has revisions by UUID: what
 * still has that one comes without its text. Free with g_ptr_array_unref(). */
GPtrArray *vmg_registry_list(VmgRegistry *registry, GHashTable *seen, GError **error);
