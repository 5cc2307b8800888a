/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds mounts of network and cluster filesystems, and VDSM's storage domains, without touching
 * any of them. */
#pragma once

#include <glib.h>

typedef struct {
    char *path;
    /* the type of a shared filesystem ("nfs4"), "vdsm" for a storage domain of VDSM, or
     * VMG_DOMAIN_LOCAL for a local filesystem */
    char *kind;
    char *source; /* the filesystem's identity, the same on every host: "server:/path", a uuid */
    char *server; /* the server's address that the kernel uses; NULL = unknown */
} VmgMount;

VmgMount *vmg_mount_new(const char *path, const char *kind, const char *source);
void vmg_mount_free(VmgMount *mount);

/* The next two functions return arrays of VmgMount *. Free with g_ptr_array_unref(). */

/* Reads the text of /proc/self/mountinfo. If several filesystems are mounted on one path, the last
 * one counts. Local filesystems are listed only if they are below a shared filesystem. */
GPtrArray *vmg_mounts_parse(const char *mountinfo);
/* Reads VDSM's links POOL/DOMAIN below DIRECTORY (/rhev/data-center); none if DIRECTORY does not
 * exist. */
GPtrArray *vmg_mounts_vdsm(const char *directory);

/* The name of a cluster filesystem's device that is the same on all hosts: "uuid UUID" by udev's
 * links in DIRECTORY (/dev/disk/by-uuid), otherwise the device. Free with g_free(). */
char *vmg_mounts_name_device(const char *device, const char *directory);
