/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the storage domains that this host reaches. A pure function of what the kernel, VDSM,
 * libvirt, guard.conf and the probes say. */
#pragma once

#include "config/config.h"
#include "host/host.h"

typedef struct {
    const GPtrArray *mounts; /* VmgMount * */
    const GPtrArray *vdsm;   /* VmgMount * */
    const GPtrArray *pools;  /* VmgLibvirtPool *; NULL if unknown */
    /* Returns "up", "down" or "missing"; NULL if the state is not known yet. */
    const char *(*state)(gpointer data, const char *path);
    gpointer data;
} VmgStorageSources;

/* Fills in HOST's storage domains, sorted by source and path. A domain without a state is left
 * out. */
void vmg_storage_discover(VmgHost *host, const VmgStorageSources *sources, const VmgConfig *config);
/* The paths whose state vmg_storage_discover() will ask for. Free with g_ptr_array_unref(). */
GPtrArray *vmg_storage_paths(const VmgStorageSources *sources, const VmgConfig *config);
