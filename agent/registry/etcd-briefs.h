/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What agents read of each other, in etcd: one key a host,
 * /virt-migration-guard/CLUSTER/briefs/UUID. A list asks only for what has changed since the last
 * one, so that a thousand hosts cost little when nothing happens. */
#pragma once

#include "agent/registry/etcd-client.h"
#include "agent/registry/registry.h"

typedef struct VmgEtcdBriefs VmgEtcdBriefs;

/* CLUSTER is the name as it stands in keys. CLIENT must outlive the result. */
VmgEtcdBriefs *vmg_etcd_briefs_new(VmgEtcdClient *client, const char *cluster);
void vmg_etcd_briefs_free(VmgEtcdBriefs *briefs);

/* These do what registry.h says of the functions with similar names. */
gboolean vmg_etcd_briefs_put(VmgEtcdBriefs *briefs, const char *uuid, const char *text,
                             GError **error);
gboolean vmg_etcd_briefs_remove(VmgEtcdBriefs *briefs, const char *uuid, GError **error);
GPtrArray *vmg_etcd_briefs_list(VmgEtcdBriefs *briefs, GHashTable *seen, GError **error);
/* FALSE if the last list has shown that somebody removed or changed what was put for UUID. */
gboolean vmg_etcd_briefs_have(VmgEtcdBriefs *briefs, const char *uuid);
