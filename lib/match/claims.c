/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "match/claims.h"

#include "match/disks.h"

#include <string.h>

/* Whether libvirt itself creates the directory of PATH, and the files in it. */
static gboolean
is_libvirts_own(const char *path)
{
    static const char *const places[] = {"/var/lib/libvirt/qemu/", "/run/libvirt/",
                                         "/var/run/libvirt/", "/var/log/libvirt/qemu/"};

    for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
        if (g_str_has_prefix(path, places[i]))
            return TRUE;
    return FALSE;
}

/* Whether the kernel creates PATH on every host. */
static gboolean
is_everywhere(const char *path)
{
    static const char *const paths[] = {"/dev/urandom", "/dev/random", "/dev/null", "/dev/net/tun",
                                        NULL};

    return g_strv_contains(paths, path);
}

static gboolean
has_emulator(const struct vmg_host *host, const char *path)
{
    for (size_t i = 0; host && i < host->emulator_count; i++)
        if (strcmp(host->emulators[i]->path, path) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
has_loader(const struct vmg_host *host, const char *path)
{
    for (size_t i = 0; host && i < host->emulator_count; i++)
        for (size_t j = 0; j < host->emulators[i]->loader_count; j++)
            if (strcmp(host->emulators[i]->loaders[j], path) == 0)
                return TRUE;
    return FALSE;
}

static gboolean
has_bridge(const struct vmg_host *host, const char *name)
{
    for (size_t i = 0; host && i < host->network_count; i++)
        if (g_strcmp0(host->networks[i]->device, name) == 0)
            return TRUE;
    for (size_t i = 0; host && i < host->local_count; i++)
        if (strcmp(host->locals[i]->name, name) == 0)
            return TRUE;
    return FALSE;
}

/* Whether VDSM manages the image at PATH. VDSM itself prepares such an image on the destination,
 * so the agent is not asked about it. */
static gboolean
is_vdsms(const char *path)
{
    return vmg_disks_path_is_vdsms(path) || g_str_has_prefix(path, "/run/vdsm/") ||
           g_str_has_prefix(path, "/var/run/vdsm/");
}

gboolean
vmg_claims_is_open(const struct vmg_host *host, const struct vmg_claim *claim)
{
    switch (claim->kind) {
    case VMG_KIND_EMULATOR:
        return !has_emulator(host, claim->name);
    case VMG_KIND_FILE:
        return !is_everywhere(claim->name) && !has_loader(host, claim->name);
    case VMG_KIND_DIRECTORY:
        return !is_libvirts_own(claim->name);
    case VMG_KIND_BRIDGE:
        return !has_bridge(host, claim->name);
    case VMG_KIND_MEDIUM:
    case VMG_KIND_PORT:
    case VMG_KIND_SERVICE:
    case VMG_KIND_SOCKET:
    case VMG_KIND_TAP:
    case VMG_KIND_NEW_TAP:
    case VMG_KIND_PROGRAM:
    case VMG_KIND_UDP_PORT:
    case VMG_KIND_KVM:
        return TRUE;
    case VMG_KIND_ROM:
        return !is_everywhere(claim->name);
    case VMG_KIND_IMAGE:
    case VMG_KIND_DISK:
        return !is_vdsms(claim->name);
    default:
        return FALSE;
    }
}
