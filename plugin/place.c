/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "place.h"

#include "vlans.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static gboolean
is_type(const struct vmg_nic *nic, const char *type)
{
    return strcmp(nic->type, type) == 0;
}

static int
compare_name(const void *name, const void *network)
{
    return strcmp(name, (*(const struct vmg_network *const *)network)->name);
}

const struct vmg_network *
vmg_network_find(const struct vmg_host *host, const char *name)
{
    const struct vmg_network *const *found =
        host->network_count > 0 ? bsearch(name, host->networks, host->network_count,
                                          sizeof(host->networks[0]), compare_name)
                                : NULL;

    return found ? *found : NULL;
}

gboolean
vmg_nic_is_placed(const struct vmg_nic *nic)
{
    return nic->source && *nic->source &&
           (is_type(nic, "network") || is_type(nic, "bridge") || is_type(nic, "direct"));
}

gboolean
vmg_network_is_on(const struct vmg_network *network, const struct vmg_nic *nic)
{
    const char *its = is_type(nic, "network") ? network->libvirt : network->device;

    return its && strcmp(its, nic->source) == 0;
}

/* An Open vSwitch carries its VLANs as tags: a NIC without one is on none of them.
 * Any other device is on its VLAN as a whole. */
static gboolean
is_whole(const struct vmg_network *network, const struct vmg_nic *nic)
{
    return is_type(nic, "network") || g_strcmp0(network->kind, "openvswitch") != 0;
}

/* How well NETWORK fits a NIC on its device: one device can carry several. A tag of
 * the NIC's own says which, then oVirt's metadata. 0: it is another. */
static guint
fit(const struct vmg_network *network, const struct vmg_nic *nic)
{
    if (nic->vlans && network->vlan != 0)
        return vmg_vlans_single(nic->vlans) == network->vlan ? 4 : 0;
    if (network->trunk && !is_type(nic, "network"))
        return g_strcmp0(nic->vlans, network->trunk) == 0 ? 4 : 0;
    if (nic->network && strcmp(nic->network, network->name) == 0)
        return 3;
    if (network->vlan == 0)
        return 2;
    return is_whole(network, nic) ? 1 : 0;
}

/* One that says so, then one that says nothing. */
static guint
is_for_guests(const struct vmg_network *network)
{
    if (network->roles & VMG_ROLE_VM)
        return 2;
    return network->roles == 0 ? 1 : 0;
}

/* Whether the NIC can stay as it is on the other host. */
static guint
stays(const struct vmg_network *network, const struct vmg_nic *nic, const struct vmg_host *there)
{
    const struct vmg_network *to = there ? vmg_network_find(there, network->name) : NULL;

    return to && vmg_network_is_on(to, nic) ? 1 : 0;
}

enum { BY_FIT = 8 };

/* Networks that nothing tells apart, of different VLANs, are none. */
const struct vmg_network *
vmg_nic_network(const struct vmg_host *host, const struct vmg_nic *nic,
                const struct vmg_host *there)
{
    const struct vmg_network *best = NULL;
    gboolean unclear = FALSE;
    guint best_fit = 0;

    for (size_t i = 0; i < host->network_count; i++) {
        const struct vmg_network *network = host->networks[i];
        guint its = vmg_network_is_on(network, nic) ? fit(network, nic) : 0;

        if (its == 0)
            continue;
        its = its * BY_FIT + 2 * is_for_guests(network) + stays(network, nic, there);
        if (its / BY_FIT == best_fit / BY_FIT)
            unclear = unclear || network->vlan != best->vlan;
        else if (its > best_fit)
            unclear = FALSE;
        if (its > best_fit) {
            best = network;
            best_fit = its;
        }
    }
    return unclear ? NULL : best;
}

const struct vmg_portgroup *
vmg_nic_portgroup(const struct vmg_network *network, const struct vmg_nic *nic)
{
    for (size_t i = 0; i < network->portgroup_count; i++) {
        const struct vmg_portgroup *group = network->portgroups[i];

        if (nic->portgroup ? strcmp(group->name, nic->portgroup) == 0 : group->is_default != 0)
            return group;
    }
    return NULL;
}

/* The NIC's own tags win over the portgroup's, those over the network's
 * (virNetworkAllocatePort of libvirt). */
const char *
vmg_nic_vlans(const struct vmg_network *network, const struct vmg_nic *nic)
{
    const struct vmg_portgroup *group;

    if (nic->vlans || !is_type(nic, "network"))
        return nic->vlans;
    group = vmg_nic_portgroup(network, nic);
    return group && group->vlans ? group->vlans : network->trunk;
}

/* TRUE also where one of them is unknown. */
static gboolean
is_same_kind(const struct vmg_network *from, const struct vmg_network *to)
{
    return !from->kind || !to->kind || strcmp(from->kind, to->kind) == 0;
}

const char *
vmg_nic_counterpart(const struct vmg_network *from, const struct vmg_network *to,
                    const struct vmg_nic *nic)
{
    if (is_type(nic, "network"))
        return to->libvirt;
    return is_same_kind(from, to) ? to->device : NULL;
}

const struct vmg_address *
vmg_network_address(const struct vmg_network *network, const char *family)
{
    for (gsize i = 0; i < network->address_count; i++)
        if (strcmp(network->addresses[i]->family, family) == 0)
            return network->addresses[i];
    return NULL;
}

/* libvirt keeps an IPv6 address as the administrator wrote it: 2001:DB8:0::1. */
static gboolean
is_same_address(const char *a, const char *b)
{
    struct in6_addr first, second;

    if (!a || strcmp(a, b) == 0)
        return a != NULL;
    return inet_pton(AF_INET6, a, &first) == 1 && inet_pton(AF_INET6, b, &second) == 1 &&
           memcmp(&first, &second, sizeof(first)) == 0;
}

static const struct vmg_address *
find_address(const struct vmg_network *network, const char *address)
{
    for (size_t i = 0; i < network->address_count; i++)
        if (is_same_address(network->addresses[i]->address, address))
            return network->addresses[i];
    return NULL;
}

VmgListen
vmg_listen_counterpart(const struct vmg_host *source, const struct vmg_host *destination,
                       const char *address, const char **there)
{
    VmgListen result = VMG_LISTEN_STAYS;

    for (size_t i = 0; i < source->network_count; i++) {
        const struct vmg_address *from = find_address(source->networks[i], address);
        const struct vmg_network *network =
            from ? vmg_network_find(destination, source->networks[i]->name) : NULL;
        const struct vmg_address *to = network ? vmg_network_address(network, from->family) : NULL;

        if (to) {
            *there = to->address;
            return strcmp(to->address, from->address) == 0 ? VMG_LISTEN_STAYS : VMG_LISTEN_MOVES;
        }
        if (from)
            result = VMG_LISTEN_LOST;
    }
    return result;
}
