/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client of one etcd cluster, which uses the JSON gateway of its servers. The client tries the
 * servers in turn, and exchanges a name and a password for a token. Several threads may use one
 * client; their calls are made one after the other. */
#pragma once

#include "agent/registry/registry.h"

#include <json-glib/json-glib.h>

typedef struct VmgEtcdClient VmgEtcdClient;

/* SERVERS is "host:port[,host:port...]". OPTIONS names the files to use. Nothing is read or sent
 * yet. */
VmgEtcdClient *vmg_etcd_client_new(const char *servers, const VmgRegistryOptions *options,
                                   GError **error);
void vmg_etcd_client_free(VmgEtcdClient *client);

/* Sends REQUEST, a JSON text, to PATH (for example "/v3/kv/range"), and returns the JSON object
 * that etcd answers. Waits for each server a few seconds at most. After no server has answered,
 * all calls fail at once for a while. Free with json_node_unref(). */
JsonNode *vmg_etcd_call(VmgEtcdClient *client, const char *path, const char *request,
                        GError **error);
