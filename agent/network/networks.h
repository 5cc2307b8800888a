/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which logical networks this host reaches. A pure function of what the kernel,
 * libvirt and the policy say. */
#pragma once

#include "agent/virt/network.h"
#include "config/config.h"
#include "host/host.h"

/* One network device, as rtnetlink describes it. */
typedef struct {
    int ifindex;
    char *name;
    char *kind;   /* bridge, bond, team, vlan, veth, ...; NULL of a physical NIC */
    int master;   /* ifindex of the bridge or bond that it is a port of; 0 = none */
    int link;     /* ifindex of the device below it; 0 = none */
    guint vlan;   /* of a device of kind vlan; else 0 */
    guint mtu;    /* bytes */
    gboolean on;  /* administratively */
    gboolean up;  /* that, and not known to be without a carrier */
    gboolean nic; /* Ethernet hardware: no loopback, no tunnel */
} VmgLink;

/* One address of a device that other hosts can reach. */
typedef struct {
    int ifindex;
    gboolean ipv6;
    gboolean secondary; /* added beside the device's own in that subnet */
    guint prefix;       /* bits */
    char *text;         /* as inet_ntop(3) writes it */
} VmgLinkAddress;

/* What the kernel says. */
typedef struct {
    GPtrArray *links;          /* VmgLink *, owned */
    GPtrArray *addresses;      /* VmgLinkAddress *, owned */
    GArray *default_ifindexes; /* int, of default routes, the preferred first */
} VmgLinks;

VmgLinks *vmg_links_empty(void);
void vmg_links_free(VmgLinks *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgLinks, vmg_links_free)

/* Adds to HOST's resources all addresses that LINKS have, unless the kernel lets programs
 * listen on others as well (ip_nonlocal_bind). */
void vmg_networks_add_addresses(VmgHost *host, const VmgLinks *links);

/* Fills in HOST's networks, and what else NICs can be on, sorted by name. LIBVIRT
 * is VmgLibvirtNetwork *. */
void vmg_networks_discover(VmgHost *host, const VmgLinks *links, const GPtrArray *libvirt,
                           const VmgConfig *config);
