/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mounts of network and cluster filesystems, and VDSM's storage domains: what can
 * be told without touching any of them. */
#pragma once

#include <glib.h>

typedef struct {
    char *path;
    char *kind;   /* the filesystem's type; vdsm; VMG_DOMAIN_LOCAL */
    char *source; /* what it is, on whatever host: "server:/path", a uuid */
    char *server; /* the address that the kernel talks to; NULL = not told */
} VmgMount;

VmgMount *vmg_mount_new(const char *path, const char *kind, const char *source);
void vmg_mount_free(VmgMount *mount);

/* Both: VmgMount *. Free with g_ptr_array_unref(). */

/* The text of /proc/self/mountinfo. Of those on one path the last. The host's own
 * filesystems are there where they lie below one that is shared. */
GPtrArray *vmg_mounts_parse(const char *mountinfo);
/* VDSM's links POOL/DOMAIN below DIRECTORY (/rhev/data-center); none where that is
 * not there. */
GPtrArray *vmg_mounts_vdsm(const char *directory);

/* The name that other hosts know a cluster filesystem's device by: "uuid UUID" by
 * udev's links in DIRECTORY (/dev/disk/by-uuid), else the device. Free with g_free(). */
char *vmg_mounts_name_device(const char *device, const char *directory);
