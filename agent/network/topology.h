/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How network devices stand to each other: what is a bridge's way out, its VLAN,
 * and whether it works. */
#pragma once

#include "agent/network/networks.h"

/* Both: NULL where there is none. */
const VmgLink *vmg_topology_by_name(const VmgLinks *links, const char *name);
const VmgLink *vmg_topology_by_index(const VmgLinks *links, int ifindex);

gboolean vmg_topology_is_kind(const VmgLink *link, const char *kind);
/* Of Linux or Open vSwitch. */
gboolean vmg_topology_is_bridge(const VmgLink *link);
/* bridge, openvswitch, or nic for all else. */
const char *vmg_topology_network_kind(const VmgLink *link);
/* Whether other hosts are behind it: a physical NIC, a bond or team, a VLAN on one. */
gboolean vmg_topology_leads_out(const VmgLinks *links, const VmgLink *link);
/* The bridge's port that leads out; NULL where none does. */
const VmgLink *vmg_topology_uplink(const VmgLinks *links, const VmgLink *bridge);
/* The VLAN that it, or its way out, is on; 0 = none. */
guint vmg_topology_vlan(const VmgLinks *links, const VmgLink *link);
/* Whether what is on it reaches anything. */
gboolean vmg_topology_is_up(const VmgLinks *links, const VmgLink *link);
