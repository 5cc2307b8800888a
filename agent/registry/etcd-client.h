/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One etcd, over the JSON gateway that each of its servers has: its servers are tried in turn, and
 * a name and a password are exchanged for a token. Several threads may use a client; one at a
 * time is served. */
#pragma once

#include "agent/registry/registry.h"

#include <json-glib/json-glib.h>

typedef struct VmgEtcdClient VmgEtcdClient;

/* SERVERS: "host:port[,host:port...]". The files are those of OPTIONS; nothing is read or asked
 * yet. */
VmgEtcdClient *vmg_etcd_client_new(const char *servers, const VmgRegistryOptions *options,
                                   GError **error);
void vmg_etcd_client_free(VmgEtcdClient *client);

/* Sends REQUEST, a JSON text, to PATH ("/v3/kv/range"), and returns the object that is the answer.
 * Waits some seconds for each server at most; once none has answered, it fails at once until it is
 * time for another try. Free with json_node_unref(). */
JsonNode *vmg_etcd_call(VmgEtcdClient *client, const char *path, const char *request,
                        GError **error);
