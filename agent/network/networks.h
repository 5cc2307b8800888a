/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the logical networks of this host. A pure function of what the kernel, libvirt and
 * guard.conf say. */
#pragma once

#include "agent/virt/network.h"
#include "config/config.h"
#include "host/host.h"

/* One network device, as rtnetlink describes it. */
typedef struct {
    int ifindex;
    char *name;
    char *kind;   /* bridge, bond, team, vlan, veth, ...; NULL for a physical NIC */
    int master;   /* ifindex of the bridge or bond that the device is a port of; 0 = none */
    int link;     /* ifindex of the device on which this device is based; 0 = none */
    guint vlan;   /* the VLAN of a device of kind vlan; otherwise 0 */
    guint mtu;    /* bytes */
    gboolean on;  /* whether the administrator has set the device up */
    gboolean up;  /* whether the device is set up and has a carrier, as far as is known */
    gboolean nic; /* whether the device is Ethernet hardware: no loopback, no tunnel */
} VmgLink;

/* One address of a device that other hosts can reach. */
typedef struct {
    int ifindex;
    gboolean ipv6;
    gboolean secondary; /* an additional address in a subnet of the device */
    guint prefix;       /* bits */
    char *text;         /* as inet_ntop(3) writes it */
} VmgLinkAddress;

/* Devices, addresses and default routes, as the kernel lists them. */
typedef struct {
    GPtrArray *links;     /* VmgLink *, owned */
    GPtrArray *addresses; /* VmgLinkAddress *, owned */
    GArray
        *default_ifindexes; /* int: the devices of the default routes, the preferred route first */
} VmgLinks;

VmgLinks *vmg_links_empty(void);
void vmg_links_free(VmgLinks *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgLinks, vmg_links_free)

/* Adds all addresses in LINKS to HOST's resources. Does nothing if the kernel lets programs
 * listen on other addresses as well (ip_nonlocal_bind). */
void vmg_networks_add_addresses(VmgHost *host, const VmgLinks *links);

/* Adds all networks in LIBVIRT (VmgLibvirtNetwork *; NULL if they are unknown) to HOST's
 * resources, each with the address that libvirt gives to a display which listens on it. */
void vmg_networks_add_listens(VmgHost *host, const VmgLinks *links, const GPtrArray *libvirt);

/* Fills in HOST's networks, sorted by name, and everything else that NICs can be on, sorted by kind
 * and name. LIBVIRT has VmgLibvirtNetwork *; inactive networks do not count. */
void vmg_networks_discover(VmgHost *host, const VmgLinks *links, const GPtrArray *libvirt,
                           const VmgConfig *config);
