/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* A pool that is a directory of the host, which may lie on storage that other hosts have too. */
#define VMG_POOL_DIRECTORY "dir"

/* An active libvirt storage pool: of a kind that several hosts share, or a directory. */
typedef struct {
    char *name;
    char *kind;   /* libvirt's type: netfs, gluster, rbd, iscsi, sheepdog, dir */
    char *source; /* "server:/path" of netfs, "" of dir; else "PROTOCOL:NAME@HOSTS" */
    char *path;   /* its target; NULL where it has none */
} VmgLibvirtPool;

/* The pool that XML, libvirt's <pool>, describes; NULL where it is not of such a
 * kind or can't be read. */
VmgLibvirtPool *vmg_libvirt_pool_parse(const char *xml);
void vmg_libvirt_pool_free(VmgLibvirtPool *pool);
