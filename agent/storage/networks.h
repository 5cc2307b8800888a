/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which logical networks carry storage traffic: those whose subnet the server of a
 * mounted storage domain is in. */
#pragma once

#include "host/host.h"

/* Whether ADDRESS is in the subnet of NETWORK, of either family. */
gboolean vmg_storage_networks_same_subnet(const struct vmg_address *network, const char *address);
/* Sets VMG_NETWORK_STORAGE in HOST's networks. MOUNTS: VmgMount *. A server behind a
 * router is told of none. */
void vmg_storage_networks_mark(VmgHost *host, const GPtrArray *mounts);
