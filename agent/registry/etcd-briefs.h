/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The brief entries that agents read of each other, in etcd: one key for each host,
 * /virt-migration-guard/CLUSTER/briefs/UUID, with the host's status and the serials of its stamps.
 * A brief entry is a tenth of the size of the facts. An agent writes its brief entry only when the
 * status or a serial changes, or when the entry must be signed again. The facts change whenever a
 * number in them changes, and only the commands of administrators read the facts from etcd.
 *
 * In one request, an agent asks for the brief entries that were written since its last request,
 * and for the number of all brief entries. If the agent then knows more brief entries than there
 * are, some were removed, and the agent reads all of them. So the traffic of an agent depends on
 * how much changes, and not on the number of hosts. docs/performance.md has figures.
 *
 * etcd's watch is not used. A watch is a request that never ends. It would need a thread of its
 * own, which must notice that its server hangs, and must list all entries again after each lost
 * connection. With a watch, an agent would learn up to a third of a lease earlier that a source has
 * gone into maintenance, but the new stamps of the source say so as well. */
#pragma once

#include "agent/registry/etcd-client.h"
#include "agent/registry/registry.h"

typedef struct VmgEtcdBriefs VmgEtcdBriefs;

/* CLUSTER is the name of the cluster in keys. CLIENT must outlive the result. */
VmgEtcdBriefs *vmg_etcd_briefs_new(VmgEtcdClient *client, const char *cluster);
void vmg_etcd_briefs_free(VmgEtcdBriefs *briefs);

/* The next functions do what registry.h says of the functions with similar names. */
gboolean vmg_etcd_briefs_put(VmgEtcdBriefs *briefs, const char *uuid, const char *text,
                             GError **error);
gboolean vmg_etcd_briefs_remove(VmgEtcdBriefs *briefs, const char *uuid, GError **error);
GPtrArray *vmg_etcd_briefs_list(VmgEtcdBriefs *briefs, GHashTable *seen, GError **error);
/* Whether etcd still has the brief entry that was written for UUID. FALSE if the last list has
 * shown that somebody has removed or changed it. */
gboolean vmg_etcd_briefs_have(VmgEtcdBriefs *briefs, const char *uuid);
