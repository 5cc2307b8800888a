/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a guest's NIC is: which logical network it reaches on one host, and what
 * leads to the same one on another. The check and the rewrite agree by this. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* The address of NETWORK of that family; NULL where it has none. */
const struct vmg_address *vmg_nics_network_address(const struct vmg_network *network,
                                                   const char *family);

typedef enum {
    VMG_LISTEN_STAYS, /* it is no address of the source's, or the destination has it too */
    VMG_LISTEN_MOVES, /* to another address in the same network */
    VMG_LISTEN_LOST,  /* the destination has none there */
} VmgListen;

/* Whether two texts are the same IP address, however each is written: an IPv6 address has several
 * forms, and may be in brackets. */
gboolean vmg_nics_address_is_same(const char *a, const char *b);
/* Whether it is a host name, no IP address. */
gboolean vmg_nics_address_is_name(const char *text);

/* Whether something on HOST can listen on ADDRESS, as far as that is known: an address of the
 * host, all addresses, one of the loopback device or of one link. A name counts as good. */
gboolean vmg_nics_address_can_be_bound(const struct vmg_host *host, const char *address);

/* What becomes of a display's listen address; *THERE is the address that it moves
 * to. One device can carry several networks: the first that the destination has
 * too, with an address of that family. */
VmgListen vmg_nics_listen_counterpart(const struct vmg_host *source,
                                      const struct vmg_host *destination, const char *address,
                                      const char **there);

/* HOST's network of that name; NULL where it has none. VDSM's libvirt network vdsm-X and
 * oVirt's network X are one. */
const struct vmg_network *vmg_nics_network_find(const struct vmg_host *host, const char *name);
/* X, where NAME is VDSM's vdsm-X; else NAME. */
const char *vmg_nics_network_plain_name(const char *name);
/* The network of host THERE that NETWORK of host HERE is: the one of its name, else the one
 * on the same bridge, if only one of the two hosts has a libvirt network that gives this
 * bridge its name. NULL where there is none. */
const struct vmg_network *vmg_nics_network_counterpart(const struct vmg_host *here,
                                                       const struct vmg_network *network,
                                                       const struct vmg_host *there);

/* Whether the NIC is of a type that leads to a network of the host's, and on one. */
gboolean vmg_nic_is_placed(const struct vmg_nic *nic);
/* Whether the NIC's source, its device or libvirt network, leads to NETWORK, among
 * others perhaps. */
gboolean vmg_nics_network_is_on(const struct vmg_network *network, const struct vmg_nic *nic);
/* HOST's logical network that the NIC is on; NULL where it is on none, or nothing
 * says which of several, of other VLANs or on other devices there. Of several that are
 * one, that in which the NIC stays as it is on host THERE, which may be NULL. */
const struct vmg_network *vmg_nic_network(const struct vmg_host *host, const struct vmg_nic *nic,
                                          const struct vmg_host *there);
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
