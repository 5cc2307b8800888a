/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What each kind of registry implements. Each kind is one file. */
#pragma once

#include "agent/registry/registry.h"

typedef struct {
    /* How the URIs of this kind begin, for example "directory:". */
    const char *scheme;
    /* Opens the registry whose URI has REST after the scheme. Does not contact the registry yet. */
    gpointer (*open)(const char *rest, const char *cluster, const VmgRegistryOptions *options,
                     GError **error);
    void (*close)(gpointer self);
    /* The functions from here on do what registry.h says of the functions with the same names. */
    gboolean (*put)(gpointer self, const char *uuid, const char *text, GError **error);
    gboolean (*renew)(gpointer self, const char *uuid, GError **error);
    gboolean (*put_guests)(gpointer self, const char *uuid, const char *text, GError **error);
    char *(*get_guests)(gpointer self, const char *uuid, gsize *len, GError **error);
    /* put_brief and list_briefs are NULL for registries of which agents read whole entries. */
    gboolean (*put_brief)(gpointer self, const char *uuid, const char *text, GError **error);
    GPtrArray *(*list_briefs)(gpointer self, GHashTable *seen, GError **error);
    gboolean (*remove)(gpointer self, const char *uuid, GError **error);
    GPtrArray *(*list)(gpointer self, GHashTable *seen, GError **error);
} VmgRegistryBackend;

extern const VmgRegistryBackend vmg_registry_directory;
extern const VmgRegistryBackend vmg_registry_etcd;
