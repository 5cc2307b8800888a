/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The brief entries that agents read of each other, in etcd: one key for each host,
 * /virt-migration-guard/CLUSTER/briefs/UUID. A list asks only for what has changed since the
 * list before, so that a thousand hosts cost little while nothing changes. */
#pragma once

#include "agent/registry/etcd-client.h"
#include "agent/registry/registry.h"

typedef struct VmgEtcdBriefs VmgEtcdBriefs;

/* CLUSTER is the name of the cluster in keys. CLIENT must outlive the result. */
VmgEtcdBriefs *vmg_etcd_briefs_new(VmgEtcdClient *client, const char *cluster);
void vmg_etcd_briefs_free(VmgEtcdBriefs *briefs);

/* These do what registry.h says of the functions with similar names. */
gboolean vmg_etcd_briefs_put(VmgEtcdBriefs *briefs, const char *uuid, const char *text,
                             GError **error);
gboolean vmg_etcd_briefs_remove(VmgEtcdBriefs *briefs, const char *uuid, GError **error);
GPtrArray *vmg_etcd_briefs_list(VmgEtcdBriefs *briefs, GHashTable *seen, GError **error);
/* Whether etcd still has the brief entry that was written for UUID. FALSE if the last list has
 * shown that somebody has removed or changed it. */
gboolean vmg_etcd_briefs_have(VmgEtcdBriefs *briefs, const char *uuid);
