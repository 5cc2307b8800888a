/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decides which logical network a guest's NIC is on, and what carries the same network on the other
 * host. The check and the rewrite ask the same functions, so no NIC is admitted that can't be
 * moved.
 *
 * The XML of a migration has libvirt networks as type network. The XML of a running guest has them
 * as type bridge, with the network still named; both are read as the same.
 *
 * VDSM keeps its libvirt network vdsm-X only while a guest with a display on X runs. The agent
 * lists the bridge X under its own name, with or without vdsm-X, so that the set of networks does
 * not depend on running guests; X and vdsm-X are one network. If a bridge has a libvirt network on
 * one of two hosts only, and nobody declared it, the bridges are compared. Any other bridge that a
 * libvirt network names is listed under that name only.
 *
 * A device can carry several networks. The NIC's tag decides, then oVirt's metadata, then whether
 * the network has no VLAN. If this is ambiguous, the NIC is on no network: it stays where it is,
 * and the check says so. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* The first address of NETWORK in the address FAMILY; NULL if NETWORK has no such address. */
const struct vmg_address *vmg_nics_network_address(const struct vmg_network *network,
                                                   const char *family);

typedef enum {
    VMG_LISTEN_STAYS, /* the address is not the source's, or the destination has it, too */
    VMG_LISTEN_MOVES, /* the display moves to another address in the same network */
    VMG_LISTEN_LOST,  /* the destination has no address in that network */
} VmgListen;

/* Whether two texts are the same IP address, however each is written: an IPv6 address has several
 * forms, and may be in brackets. */
gboolean vmg_nics_address_is_same(const char *a, const char *b);
/* Whether TEXT is a host name and not an IP address. */
gboolean vmg_nics_address_is_name(const char *text);

/* Whether a program on HOST can listen on ADDRESS, as far as is known: an address of the host,
 * all addresses, or an address of the loopback device or of a link. A name is assumed to be
 * good. */
gboolean vmg_nics_address_can_be_bound(const struct vmg_host *host, const char *address);

/* What happens to the listen address of a display. *THERE is the address that it moves to. If a
 * device carries several networks, the first of these networks counts for which the destination
 * has an address of that family. */
VmgListen vmg_nics_listen_counterpart(const struct vmg_host *source,
                                      const struct vmg_host *destination, const char *address,
                                      const char **there);

/* What the NIC is on, if HOST has something of that name and kind that is no logical network; NULL
 * if it has not. */
const struct vmg_local *vmg_nics_local(const struct vmg_host *host, const struct vmg_nic *nic);
/* Whether an administrator has switched off the device of HOST that the NIC is on. This is known
 * only of a device that carries no network. */
gboolean vmg_nics_is_switched_off(const struct vmg_host *host, const struct vmg_nic *nic);

/* HOST's network of that name; NULL if it has none. VDSM's libvirt network vdsm-X and oVirt's
 * network X are one network. */
const struct vmg_network *vmg_nics_network_find(const struct vmg_host *host, const char *name);
/* X if NAME is VDSM's vdsm-X; otherwise NAME. */
const char *vmg_nics_network_plain_name(const char *name);
/* The network of the host THERE that is the same as NETWORK of the host HERE: the network with
 * the same name; otherwise the network on the same bridge, if only one of the hosts has a
 * libvirt network that gives this bridge its name; otherwise, for a libvirt network that nobody
 * declared, another network of its device. NULL if there is none. */
const struct vmg_network *vmg_nics_network_counterpart(const struct vmg_host *here,
                                                       const struct vmg_network *network,
                                                       const struct vmg_host *there);

/* Whether the NIC has a type that leads to a network of the host, and has a source. */
gboolean vmg_nic_is_placed(const struct vmg_nic *nic);
/* Whether the NIC's source (a device or a libvirt network) leads to NETWORK, perhaps among other
 * networks. */
gboolean vmg_nics_network_is_on(const struct vmg_network *network, const struct vmg_nic *nic);
/* HOST's logical network that the NIC is on. NULL if the NIC is on none, or if the choice is
 * ambiguous: several networks fit equally, and differ in their VLAN or in their device on the
 * other host. If several networks fit and do not differ, the one that changes nothing for the
 * NIC on host THERE (which may be NULL). */
const struct vmg_network *vmg_nic_network(const struct vmg_host *host, const struct vmg_nic *nic,
                                          const struct vmg_host *there);
/* The VLAN tags that the guest's frames get on the host from the NIC, its portgroup or the
 * libvirt network; NULL if there are none. */
const char *vmg_nic_vlans(const struct vmg_network *network, const struct vmg_nic *nic);
/* The portgroup of NETWORK that the NIC names; NULL if NETWORK has none with that name. */
const struct vmg_portgroup *vmg_nic_portgroup(const struct vmg_network *network,
                                              const struct vmg_nic *nic);
/* The source of a NIC on FROM when the NIC is moved to TO, the same network on another host: a
 * libvirt network or a device. NULL if the NIC can't be on TO. */
const char *vmg_nic_counterpart(const struct vmg_network *from, const struct vmg_network *to,
                                const struct vmg_nic *nic);
