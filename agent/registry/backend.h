/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a kind of registry has to be able to do; one file a kind. */
#pragma once

#include "agent/registry/registry.h"

typedef struct {
    /* What URIs of this kind begin with, "directory:". */
    const char *scheme;
    /* Opens what follows the scheme in the URI; touches nothing yet. */
    gpointer (*open)(const char *rest, const char *cluster, const VmgRegistryOptions *options,
                     GError **error);
    void (*close)(gpointer self);
    /* As registry.h says of the functions of the same names. */
    gboolean (*put)(gpointer self, const char *uuid, const char *text, GError **error);
    gboolean (*renew)(gpointer self, const char *uuid, GError **error);
    gboolean (*remove)(gpointer self, const char *uuid, GError **error);
    GPtrArray *(*list)(gpointer self, GHashTable *seen, GError **error);
} VmgRegistryBackend;

extern const VmgRegistryBackend vmg_registry_directory;
extern const VmgRegistryBackend vmg_registry_etcd;
