/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libvirt's virtual networks. */
#pragma once

#include "base/arena.h"

/* An active libvirt network. */
typedef struct {
    VmgArena *arena; /* the strings live there */
    const char *name;
    const char *device; /* its bridge, or the NIC that guests' macvtaps are on; NULL where
                           it is the host's own (NAT, routed, isolated) */
    const char *vlans;  /* as vmg_vlans_read() */
    GPtrArray *groups;  /* struct vmg_portgroup * */
} VmgLibvirtNetwork;

VmgLibvirtNetwork *vmg_libvirt_network_new(const char *name, const char *device);
void vmg_libvirt_network_free(VmgLibvirtNetwork *network);

/* The network that XML, libvirt's <network>, describes; NULL where it can't be
 * read. Free with
 * vmg_libvirt_network_free(). */
VmgLibvirtNetwork *vmg_libvirt_network_parse(const char *xml);
