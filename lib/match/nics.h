/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decides which logical network a guest's NIC is on, and which device or libvirt network carries
 * the same network on the other host. The check `networks` and the rewrite of NICs call the same
 * functions, so the check admits only NICs that the rewrite can move.
 *
 * In the XML of a migration, a NIC on a libvirt network has the type network. In the XML of a
 * running guest, the same NIC has the type bridge, and its <source> still names the libvirt
 * network. Both are treated alike.
 *
 * VDSM has the libvirt network vdsm-X only while a guest whose display is on the network X runs.
 * The agent always lists the bridge X under the name X, so that the list of networks does not
 * depend on running guests. X and vdsm-X count as one network. If only one of two hosts has a
 * libvirt network on a bridge, and guard.conf does not declare the network, the names of the
 * bridges are compared. Any other bridge to which a libvirt network belongs is listed only under
 * the name of the libvirt network.
 *
 * A device can carry several networks. The NIC's VLAN tag decides which of them the NIC is on.
 * If the VLAN tag does not decide, oVirt's metadata does; if the metadata does not decide either,
 * the network without a VLAN is taken. Of several networks that are left, a network with the role
 * vm is taken. If the networks that are still left have different VLANs, the choice is ambiguous.
 * If they have the same VLAN, a network with which the NIC keeps its <source> on the other host is
 * taken. If there is no such network, and the networks lead to different devices on the other host,
 * the choice is ambiguous, too. If the choice is ambiguous, the NIC counts as being on no
 * network: the rewrite does not move the NIC, and the check reports the NIC. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* The first address of NETWORK in the address FAMILY; NULL if NETWORK has no such address. */
const struct vmg_address *vmg_nics_network_address(const struct vmg_network *network,
                                                   const char *family);

typedef enum {
    /* the address is not an address of the source, or it is also an address of the destination */
    VMG_LISTEN_STAYS,
    VMG_LISTEN_MOVES, /* the display moves to another address in the same network */
    /* the destination has no address in the network to which the address belongs */
    VMG_LISTEN_LOST,
} VmgListen;

/* Whether A and B are the same IP address. An IPv6 address can be written in several forms, and
 * may be in brackets. */
gboolean vmg_nics_address_is_same(const char *a, const char *b);
/* Whether TEXT is a host name and not an IP address. */
gboolean vmg_nics_address_is_name(const char *text);

/* Whether a program on HOST can listen on ADDRESS, as far as the facts show it. It can if
 * ADDRESS is an address of the host, or the unspecified, a loopback or a link-local address.
 * Returns TRUE also if ADDRESS is a name, because the name is not resolved. */
gboolean vmg_nics_address_can_be_bound(const struct vmg_host *host, const char *address);

/* Decides what happens to ADDRESS, a listen address of a display. Sets *THERE to the
 * destination's address in the same network and of the same family, if there is one. If the
 * source has ADDRESS in several networks, the first network counts for which the destination has
 * such an address. */
VmgListen vmg_nics_listen_counterpart(const struct vmg_host *source,
                                      const struct vmg_host *destination, const char *address,
                                      const char **there);

/* The device or libvirt network of HOST that the NIC names, if it is not a logical network;
 * otherwise NULL. */
const struct vmg_local *vmg_nics_local(const struct vmg_host *host, const struct vmg_nic *nic);
/* Whether an administrator has switched off the device of HOST that the NIC is on. The facts say
 * this only about a device that is not a logical network; for other devices the result is FALSE. */
gboolean vmg_nics_is_switched_off(const struct vmg_host *host, const struct vmg_nic *nic);

/* HOST's network called NAME; NULL if HOST has no such network. VDSM's libvirt network vdsm-X
 * and oVirt's network X count as one network. */
const struct vmg_network *vmg_nics_network_find(const struct vmg_host *host, const char *name);
/* Returns NAME without the prefix "vdsm-". If NAME does not begin with this prefix, returns
 * NAME. */
const char *vmg_nics_network_plain_name(const char *name);
/* Returns the network of the host THERE that corresponds to NETWORK of the host HERE. It is the
 * first of these that exists: the network with the same name; the network on the same bridge, if
 * the network has the name of the bridge on one host and the name of a libvirt network on the other
 * host; if NETWORK has the name of a libvirt network, the counterpart of another network that has
 * the same device and VLAN as NETWORK. NULL if none of them exists. */
const struct vmg_network *vmg_nics_network_counterpart(const struct vmg_host *here,
                                                       const struct vmg_network *network,
                                                       const struct vmg_host *there);

/* Whether the NIC names a device or libvirt network: it has a <source>, and its type is network,
 * bridge or direct. */
gboolean vmg_nic_is_placed(const struct vmg_nic *nic);
/* Whether the <source> of the NIC (a device or a libvirt network) leads to NETWORK. It may lead
 * to other networks as well. */
gboolean vmg_nics_network_is_on(const struct vmg_network *network, const struct vmg_nic *nic);
/* Returns the logical network of HOST that the NIC is on. If several networks fit the NIC
 * equally well and have different VLANs, the choice is ambiguous. If they have the same VLAN,
 * returns a network with which the NIC keeps its <source> on the host THERE. If there is no such
 * network, and the networks lead to different devices on THERE, the choice is ambiguous, too.
 * Returns NULL if no network fits or if the choice is ambiguous. THERE may be NULL. */
const struct vmg_network *vmg_nic_network(const struct vmg_host *host, const struct vmg_nic *nic,
                                          const struct vmg_host *there);
/* Returns the VLAN tags that the NIC's frames get on the host: from the NIC itself, from its
 * portgroup or from the libvirt network. NULL if the frames get no tags. */
const char *vmg_nic_vlans(const struct vmg_network *network, const struct vmg_nic *nic);
/* Returns the portgroup of NETWORK that the NIC names or, if it names none, the default
 * portgroup. NULL if NETWORK has no such portgroup. */
const struct vmg_portgroup *vmg_nic_portgroup(const struct vmg_network *network,
                                              const struct vmg_nic *nic);
/* Returns the new <source> of a NIC that moves from FROM to TO, the same network on another
 * host: the name of a libvirt network or of a device. NULL if the NIC can't be on TO. */
const char *vmg_nic_counterpart(const struct vmg_network *from, const struct vmg_network *to,
                                const struct vmg_nic *nic);
