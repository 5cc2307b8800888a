/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hosts of the cluster, as the registry has them. */
#pragma once

#include "agent/registry/peer.h"
#include "config/config.h"

/* Whether CONFIG names a registry. */
gboolean vmg_cli_has_registry(const VmgConfig *config);
/* All of them, VmgPeer *, sorted by name. Gives a registry up that does not answer for some
 * seconds. Who may not read the cluster's key is told that nobody's signature was looked at. Free
 * with g_ptr_array_unref(). */
GPtrArray *vmg_cli_peers(const VmgConfig *config, GError **error);
/* The peer of that name or UUID; NULL and an error, with a name that may have been meant. */
VmgPeer *vmg_cli_find_peer(const GPtrArray *peers, const char *name, GError **error);
/* Makes its registry forget the host NAME of PEERS, which must not be responsive. */
gboolean vmg_cli_forget_peer(const VmgConfig *config, const GPtrArray *peers, const char *name,
                             GError **error);
