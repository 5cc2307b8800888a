/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads libvirt's virtual networks. */
#pragma once

#include "base/arena.h"

/* A libvirt network. */
typedef struct {
    VmgArena *arena; /* owns all strings of this network */
    const char *name;
    const char *device;  /* the network's bridge, or the NIC for guests' macvtaps; NULL if the
                             network does not lead out of the host (NAT, routed, isolated) */
    const char *address; /* the network's first address on the host if the network is NAT, routed
                            or isolated; otherwise NULL */
    gboolean active;
    const char *vlans; /* as vmg_vlans_read() */
    GPtrArray *groups; /* struct vmg_portgroup * */
} VmgLibvirtNetwork;

/* Makes the structure that describes an active network. Makes no network in libvirt. */
VmgLibvirtNetwork *vmg_libvirt_network_new(const char *name, const char *device);
void vmg_libvirt_network_free(VmgLibvirtNetwork *network);

/* Reads the network from XML, libvirt's <network>, as an active network; NULL if XML can't be read.
 * Free with vmg_libvirt_network_free(). */
VmgLibvirtNetwork *vmg_libvirt_network_parse(const char *xml);
