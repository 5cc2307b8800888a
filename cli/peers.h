/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hosts of the cluster that are in the registry. */
#pragma once

#include "agent/registry/peer.h"
#include "config/config.h"

/* Whether CONFIG names a registry. */
gboolean vmg_cli_has_registry(const VmgConfig *config);
/* All hosts, VmgPeer *, sorted by name. Fails if the registry does not answer within some seconds.
 * If the user may not read the cluster's key, prints a remark that signatures were not checked.
 * Free with g_ptr_array_unref(). */
GPtrArray *vmg_cli_peers(const VmgConfig *config, GError **error);
/* Finds the host by its name or UUID. If there is no such host, returns NULL and an error that
 * suggests a similar name. */
VmgPeer *vmg_cli_find_peer(const GPtrArray *peers, const char *name, GError **error);
/* The domain XMLs of the guests that run on PEER, char *, as its agent last published them. Free
 * with g_ptr_array_unref(). */
GPtrArray *vmg_cli_peer_guests(const VmgConfig *config, const VmgPeer *peer, GError **error);
/* The guests that run on PEER, VmgRunning *, sorted by name, as its agent last published them.
 * Free with g_ptr_array_unref(). */
GPtrArray *vmg_cli_running_on(const VmgConfig *config, const VmgPeer *peer, GError **error);
/* Whether PEER is one of the hosts NAMES, which may be names or UUIDs; always TRUE if NAMES is
 * NULL. PEERS are all hosts. */
gboolean vmg_cli_is_named(const GPtrArray *peers, char **names, const VmgPeer *peer);
/* Whether another host of PEERS has the same name, so that the name alone does not say which
 * host is meant. */
gboolean vmg_cli_shares_name(const GPtrArray *peers, const VmgPeer *peer);
/* The name of PEER for a list of PEERS: with its UUID if another host has the same name. Free
 * with g_free(). */
char *vmg_cli_peer_title(const GPtrArray *peers, const VmgPeer *peer);
/* Removes the host NAME of PEERS from the registry. Fails if the host is responsive, because the
 * host would publish its entry again at once. */
gboolean vmg_cli_forget_peer(const VmgConfig *config, const GPtrArray *peers, const char *name,
                             GError **error);
