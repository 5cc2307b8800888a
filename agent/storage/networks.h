/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the logical networks that carry storage traffic: the server of a mounted storage domain
 * is in their subnet. */
#pragma once

#include "host/host.h"

/* Whether ADDRESS (IPv4 or IPv6) is in the subnet of NETWORK. */
gboolean vmg_storage_networks_same_subnet(const struct vmg_address *network, const char *address);
/* Sets VMG_NETWORK_STORAGE in each network of HOST whose subnet has a storage server. MOUNTS has
 * the mounts, VmgMount *. If a server is behind a router, no network is marked for it. */
void vmg_storage_networks_mark(VmgHost *host, const GPtrArray *mounts);
