/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/registry/backend.h"

#include "base/error.h"
#include "base/neutral.h"

#include <string.h>

struct VmgRegistry {
    const VmgRegistryBackend *backend;
    gpointer self;
};

static const VmgRegistryBackend *const backends[] = {&vmg_registry_directory, &vmg_registry_etcd};

void
vmg_registry_entry_free(VmgRegistryEntry *entry)
{
    if (!entry)
        return;
    g_free(entry->uuid);
    g_free(entry->text);
    g_free(entry->revision);
    g_free(entry);
}

static const VmgRegistryBackend *
find_backend(const char *uri)
{
    for (gsize i = 0; i < G_N_ELEMENTS(backends); i++)
        if (g_str_has_prefix(uri, backends[i]->scheme))
            return backends[i];
    return NULL;
}

VmgRegistry *
vmg_registry_new(const char *uri, const char *cluster, const VmgRegistryOptions *options,
                 GError **error)
{
    const VmgRegistryBackend *backend = find_backend(uri);
    VmgRegistry *registry;
    gpointer self;

    if (strcmp(uri, VMG_REGISTRY_NONE) == 0)
        return NULL;
    if (!backend) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("[registry] uri = %s: no registry; it is none, directory:/PATH or "
                      "etcd://HOST:PORT[,HOST:PORT...]"),
                    uri);
        return NULL;
    }
    self = backend->open(uri + strlen(backend->scheme), cluster, options, error);
    if (!self)
        return NULL;
    registry = g_atomic_rc_box_new0(VmgRegistry);
    registry->backend = backend;
    registry->self = self;
    return registry;
}

VmgRegistry *
vmg_registry_open(const VmgConfig *config, GError **error)
{
    const VmgRegistryOptions options = {
        .ca_file = vmg_config_get(config, "registry", "ca-file"),
        .cert_file = vmg_config_get(config, "registry", "cert-file"),
        .key_file = vmg_config_get(config, "registry", "key-file"),
        .auth_file = vmg_config_get(config, "registry", "auth-file"),
        .lease = vmg_config_get_uint(config, "registry", "lease"),
    };

    return vmg_registry_new(vmg_config_get(config, "registry", "uri"),
                            vmg_config_get(config, "host", "cluster"), &options, error);
}

char *
vmg_registry_settings(const VmgConfig *config)
{
    static const char *const keys[] = {"uri",      "lease",     "ca-file", "cert-file",
                                       "key-file", "auth-file", NULL};
    GString *text = g_string_new(vmg_config_get(config, "host", "cluster"));

    for (gsize i = 0; keys[i]; i++) {
        const char *value = vmg_config_get(config, "registry", keys[i]);

        g_string_append_printf(text, "\n%s", value ? value : "");
    }
    return g_string_free(text, FALSE);
}

VmgRegistry *
vmg_registry_ref(VmgRegistry *registry)
{
    return g_atomic_rc_box_acquire(registry);
}

static void
clear(gpointer data)
{
    VmgRegistry *registry = data;

    registry->backend->close(registry->self);
}

void
vmg_registry_unref(VmgRegistry *registry)
{
    if (registry)
        g_atomic_rc_box_release_full(registry, clear);
}

gboolean
vmg_registry_put(VmgRegistry *registry, const char *uuid, const char *text, GError **error)
{
    return registry->backend->put(registry->self, uuid, text, error);
}

gboolean
vmg_registry_renew(VmgRegistry *registry, const char *uuid, GError **error)
{
    return registry->backend->renew(registry->self, uuid, error);
}

gboolean
vmg_registry_put_guests(VmgRegistry *registry, const char *uuid, const char *text, GError **error)
{
    return registry->backend->put_guests(registry->self, uuid, text, error);
}

char *
vmg_registry_get_guests(VmgRegistry *registry, const char *uuid, gsize *len, GError **error)
{
    return registry->backend->get_guests(registry->self, uuid, len, error);
}

gboolean
vmg_registry_remove(VmgRegistry *registry, const char *uuid, GError **error)
{
    return registry->backend->remove(registry->self, uuid, error);
}

GPtrArray *
vmg_registry_list(VmgRegistry *registry, GHashTable *seen, GError **error)
{
    return registry->backend->list(registry->self, seen, error);
}

gboolean
vmg_registry_put_brief(VmgRegistry *registry, const char *uuid, const char *text, GError **error)
{
    return !registry->backend->put_brief ||
           registry->backend->put_brief(registry->self, uuid, text, error);
}

GPtrArray *
vmg_registry_list_briefs(VmgRegistry *registry, GHashTable *seen, GError **error)
{
    if (!registry->backend->list_briefs)
        return vmg_registry_list(registry, seen, error);
    return registry->backend->list_briefs(registry->self, seen, error);
}
