/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Watches this host's storage domains: whether mounts come or go, and whether the servers
 * answer. */
#pragma once

#include "agent/base/say.h"
#include "config/config.h"
#include "host/host.h"

typedef struct VmgStorageWatch VmgStorageWatch;

/* CHANGED is called on the main loop when mounts, the links of VDSM or the state of a path may have
 * changed. */
VmgStorageWatch *vmg_storage_watch_new(VmgSay *say, void (*changed)(gpointer data), gpointer data,
                                       GError **error);
void vmg_storage_watch_free(VmgStorageWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgStorageWatch, vmg_storage_watch_free)

/* Reads the mounts and VDSM's links again, and probes the paths of all storage domains again.
 * CONFIG must live until the next call. */
void vmg_storage_watch_renew(VmgStorageWatch *watch, const VmgConfig *config);
/* Sets libvirt's pools, VmgLibvirtPool *. */
void vmg_storage_watch_set_pools(VmgStorageWatch *watch, GPtrArray *pools);
/* Whether the path of every storage domain has answered once, or has not answered within the time
 * limit. */
gboolean vmg_storage_watch_is_known(const VmgStorageWatch *watch);
/* Fills in HOST's storage domains. */
void vmg_storage_watch_fill_in(const VmgStorageWatch *watch, VmgHost *host);
