/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The kind of a pool that is a directory of the host. The directory may be on shared storage. */
#define VMG_POOL_DIRECTORY "dir"

/* An active libvirt storage pool of a shared kind, or a directory. */
typedef struct {
    char *name;
    char *kind;   /* libvirt's type: netfs, gluster, rbd, iscsi, sheepdog, dir */
    char *source; /* "server:/path" for netfs, "" for dir, otherwise "PROTOCOL:NAME@HOSTS" */
    char *path;   /* the pool's <target>; NULL if there is none */
} VmgLibvirtPool;

/* Reads the pool from XML, libvirt's <pool>; NULL if the pool is of another kind or can't be read.
 */
VmgLibvirtPool *vmg_libvirt_pool_parse(const char *xml);
void vmg_libvirt_pool_free(VmgLibvirtPool *pool);
