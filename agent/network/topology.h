/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How network devices are connected: the uplink of a bridge, its VLAN, and whether the bridge
 * works. */
#pragma once

#include "agent/network/networks.h"

/* The device of that name or number; NULL if there is none. */
const VmgLink *vmg_topology_by_name(const VmgLinks *links, const char *name);
const VmgLink *vmg_topology_by_index(const VmgLinks *links, int ifindex);

gboolean vmg_topology_is_kind(const VmgLink *link, const char *kind);
/* Whether the device is a bridge, of Linux or of Open vSwitch. */
gboolean vmg_topology_is_bridge(const VmgLink *link);
/* "bridge", "openvswitch", or "nic" for every other device. */
const char *vmg_topology_network_kind(const VmgLink *link);
/* Whether the device leads to other hosts: a physical NIC, a bond or a team, or a VLAN on one of
 * these. */
gboolean vmg_topology_leads_out(const VmgLinks *links, const VmgLink *link);
/* The uplink of the bridge, which is its port that leads to other hosts; NULL if there is none. */
const VmgLink *vmg_topology_uplink(const VmgLinks *links, const VmgLink *bridge);
/* The VLAN of the device or of its uplink; 0 = none. */
guint vmg_topology_vlan(const VmgLinks *links, const VmgLink *link);
/* For a Linux bridge: VMG_NETWORK_PORTS if it has a port that does not belong to a guest, otherwise
 * VMG_NETWORK_ALONE. 0 for any other device. */
guint32 vmg_topology_ports(const VmgLinks *links, const VmgLink *link);
/* Whether the device works, so that a guest's NIC on this device has a connection. */
gboolean vmg_topology_is_up(const VmgLinks *links, const VmgLink *link);
