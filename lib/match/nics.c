/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "match/nics.h"

#include "guest/vlans.h"

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

/* What the source of a NIC on NETWORK is called; NULL where nothing leads there. */
static const char *
source_of(const struct vmg_network *network, const struct vmg_nic *nic)
{
    return is_type(nic, "network") ? network->libvirt : network->device;
}

gboolean
vmg_network_is_on(const struct vmg_network *network, const struct vmg_nic *nic)
{
    const char *its = source_of(network, nic);

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

/* What the NIC's source would be on the other host; NULL where it has no such network. */
static const char *
leads_to(const struct vmg_network *network, const struct vmg_nic *nic, const struct vmg_host *there)
{
    const struct vmg_network *to = there ? vmg_network_find(there, network->name) : NULL;

    return to ? source_of(to, nic) : NULL;
}

enum { BY_FIT = 4, BY_ROLE = 2 };

/* By what says which it is; of those that are left the one in which the NIC stays as it
 * is. 0: it is another. */
static guint
rank(const struct vmg_network *network, const struct vmg_nic *nic, const struct vmg_host *there)
{
    guint its = vmg_network_is_on(network, nic) ? fit(network, nic) : 0;

    if (its == 0)
        return 0;
    return its * BY_FIT + (network->roles & VMG_ROLE_VM ? BY_ROLE : 0) +
           (g_strcmp0(leads_to(network, nic, there), nic->source) == 0 ? 1 : 0);
}

/* The best of what was seen, and what nothing tells apart from it. */
typedef struct {
    const struct vmg_network *best;
    guint rank;
    gboolean other_vlan;
    gboolean elsewhere; /* leads to another device there */
} Choice;

static void
consider(Choice *its, const struct vmg_network *network, guint ranked, const struct vmg_nic *nic,
         const struct vmg_host *there)
{
    const struct vmg_network *best = its->best;

    if (!best || ranked / BY_ROLE > its->rank / BY_ROLE)
        its->other_vlan = FALSE;
    else if (network->vlan != best->vlan)
        its->other_vlan = TRUE;
    else if (ranked == its->rank &&
             g_strcmp0(leads_to(network, nic, there), leads_to(best, nic, there)) != 0)
        its->elsewhere = TRUE;
    if (ranked <= its->rank)
        return;
    its->best = network;
    its->rank = ranked;
    its->elsewhere = FALSE;
}

const struct vmg_network *
vmg_nic_network(const struct vmg_host *host, const struct vmg_nic *nic,
                const struct vmg_host *there)
{
    Choice its = {0};

    for (size_t i = 0; i < host->network_count; i++) {
        guint ranked = rank(host->networks[i], nic, there);

        if (ranked > 0 && ranked / BY_ROLE >= its.rank / BY_ROLE)
            consider(&its, host->networks[i], ranked, nic, there);
    }
    return its.other_vlan || its.elsewhere ? NULL : its.best;
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
    return is_type(nic, "network") || is_same_kind(from, to) ? source_of(to, nic) : NULL;
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
