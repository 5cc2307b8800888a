/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The registry: the place where the hosts of one cluster publish facts about themselves. The
 * registry has an entry of each host, and tells by its own clock how long ago the host was heard
 * of. The functions after vmg_registry_unref() may wait for a server that does not answer, so call
 * them on a thread that may wait. Several threads may use a registry at the same time. */
#pragma once

#include "config/config.h"

#include <glib.h>

#define VMG_REGISTRY_NONE "none"

/* The age of an entry if the registry only knows that the host is gone, not since when. */
#define VMG_REGISTRY_GONE G_MAXINT64

typedef struct VmgRegistry VmgRegistry;

/* The settings of the group [registry] with the same names. The name of a file may be NULL. */
typedef struct {
    const char *ca_file, *cert_file, *key_file, *auth_file;
    guint lease; /* seconds */
} VmgRegistryOptions;

/* The entry, or the brief entry, of one host. */
typedef struct {
    char *uuid;
    char *text;     /* NULL if the caller has seen this revision already */
    gsize len;      /* bytes */
    char *revision; /* changes whenever the text changes */
    gint64 age_ms;  /* time since the entry was put or renewed, by the registry's clock */
} VmgRegistryEntry;

void vmg_registry_entry_free(VmgRegistryEntry *entry);

/* Opens the registry with this URI ([registry] uri) for the hosts of CLUSTER. Returns NULL
 * without an error if URI is "none". Returns NULL and an error, which lists the possible URIs,
 * if URI is not valid. */
VmgRegistry *vmg_registry_new(const char *uri, const char *cluster,
                              const VmgRegistryOptions *options, GError **error);
/* Opens the registry that CONFIG names, as vmg_registry_new() does. */
VmgRegistry *vmg_registry_open(const VmgConfig *config, GError **error);
/* All settings that vmg_registry_open() uses, as one text. If the text changes, the registry
 * must be opened again. Free with g_free(). */
char *vmg_registry_settings(const VmgConfig *config);
VmgRegistry *vmg_registry_ref(VmgRegistry *registry);
void vmg_registry_unref(VmgRegistry *registry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgRegistry, vmg_registry_unref)

/* Writes TEXT as the entry of the host UUID, with the age 0. */
gboolean vmg_registry_put(VmgRegistry *registry, const char *uuid, const char *text,
                          GError **error);
/* Sets the age of the host's entry to 0, if the entry is still what this process has put. The
 * error is G_FILE_ERROR_NOENT if there is no entry any more: call vmg_registry_put() again. The
 * error is VMG_ERROR_STALE if somebody else has written the entry: two hosts use the same UUID. */
gboolean vmg_registry_renew(VmgRegistry *registry, const char *uuid, GError **error);
/* Stores TEXT as the guests' entry of the host UUID: the domain XML of the host's guests. This
 * entry is separate from the host's entry, because it is long and is read seldom. */
gboolean vmg_registry_put_guests(VmgRegistry *registry, const char *uuid, const char *text,
                                 GError **error);
/* Reads the guests' entry of the host UUID, *LEN bytes. NULL and G_FILE_ERROR_NOENT if the host has
 * published no such entry. Free with g_free(). */
char *vmg_registry_get_guests(VmgRegistry *registry, const char *uuid, gsize *len, GError **error);
/* Removes the entry, the guests' entry and the brief entry of the host UUID. If there is no such
 * entry, this is not an error. */
gboolean vmg_registry_remove(VmgRegistry *registry, const char *uuid, GError **error);
/* All entries, VmgRegistryEntry *, sorted by UUID. SEEN may be NULL, or has the revisions that
 * the caller knows, by UUID: an entry with a known revision has no text. Free with
 * g_ptr_array_unref(). */
GPtrArray *vmg_registry_list(VmgRegistry *registry, GHashTable *seen, GError **error);

/* Stores TEXT as the brief entry of the host UUID, which agents read (vmg_peer_publish_brief()).
 * Does nothing if the registry is of a kind where agents read whole entries. */
gboolean vmg_registry_put_brief(VmgRegistry *registry, const char *uuid, const char *text,
                                GError **error);
/* As vmg_registry_list(), but lists the brief entries that agents read. The age of an entry is 0
 * if this kind of registry does not know it. */
GPtrArray *vmg_registry_list_briefs(VmgRegistry *registry, GHashTable *seen, GError **error);
