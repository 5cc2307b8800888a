/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a guest's NIC is: which logical network it reaches on one host, and what
 * leads to the same one on another. The check and the rewrite agree by this. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* HOST's network of that name; NULL where it has none. */
const struct vmg_network *vmg_network_find(const struct vmg_host *host, const char *name);

/* Whether the NIC is of a type that leads to a network of the host's, and on one. */
gboolean vmg_nic_is_placed(const struct vmg_nic *nic);
/* HOST's logical network that the NIC is on; NULL where it is on none. */
const struct vmg_network *vmg_nic_network(const struct vmg_host *host, const struct vmg_nic *nic);
/* The tags that the guest's frames get there by the NIC, its portgroup or the
 * libvirt network; NULL where none. */
const char *vmg_nic_vlans(const struct vmg_network *network, const struct vmg_nic *nic);
/* The portgroup that the NIC names in NETWORK; NULL where that has none of that name. */
const struct vmg_portgroup *vmg_nic_portgroup(const struct vmg_network *network,
                                              const struct vmg_nic *nic);
/* What the source of such a NIC, on FROM, is called on TO, the same network of
 * another host: libvirt's network, or the device; NULL where it can't be on it. */
const char *vmg_nic_counterpart(const struct vmg_network *from, const struct vmg_network *to,
                                const struct vmg_nic *nic);
