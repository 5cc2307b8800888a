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

static const struct vmg_network *
find_exactly(const struct vmg_host *host, const char *name)
{
    const struct vmg_network *const *found =
        host->network_count > 0 ? bsearch(name, host->networks, host->network_count,
                                          sizeof(host->networks[0]), compare_name)
                                : NULL;

    return found ? *found : NULL;
}

const char *
vmg_nics_network_plain_name(const char *name)
{
    return g_str_has_prefix(name, "vdsm-") ? name + strlen("vdsm-") : name;
}

static gboolean
is_same_name(const char *a, const char *b)
{
    return strcmp(vmg_nics_network_plain_name(a), vmg_nics_network_plain_name(b)) == 0;
}

const struct vmg_network *
vmg_nics_network_find(const struct vmg_host *host, const char *name)
{
    const struct vmg_network *found = find_exactly(host, name);

    for (size_t i = 0; !found && i < host->network_count; i++)
        if (is_same_name(host->networks[i]->name, name))
            found = host->networks[i];
    return found;
}

/* Whether the network has the same name as the libvirt network on its bridge. The agent uses the
 * libvirt network's name if no [network NAME] in guard.conf declares the network. */
static gboolean
is_named_by_libvirt(const struct vmg_network *network)
{
    return g_strcmp0(network->libvirt, network->name) == 0;
}

static gboolean
is_named_by_bridge(const struct vmg_network *network)
{
    return g_strcmp0(network->device, network->name) == 0;
}

/* Whether A and B, networks of two hosts, are the same bridge, although they have different
 * names. guard.conf declares neither of them. On one host the network has the name of a libvirt
 * network on the bridge; on the other host it has the name of the bridge. */
static gboolean
is_same_bridge(const struct vmg_network *a, const struct vmg_network *b)
{
    return g_strcmp0(a->device, b->device) == 0 && g_strcmp0(a->kind, "bridge") == 0 &&
           g_strcmp0(b->kind, "bridge") == 0 &&
           ((is_named_by_libvirt(a) && is_named_by_bridge(b)) ||
            (is_named_by_bridge(a) && is_named_by_libvirt(b)));
}

static gboolean
is_one_segment(const struct vmg_network *a, const struct vmg_network *b)
{
    return g_strcmp0(a->device, b->device) == 0 && a->vlan == b->vlan &&
           g_strcmp0(a->trunk, b->trunk) == 0;
}

/* If NETWORK has the name of a libvirt network, finds another network of the host HERE on the
 * same device and VLAN that has a counterpart on the host THERE. Returns this counterpart. Any
 * such network will do, because all of them lead to the same place. */
static const struct vmg_network *
find_beside(const struct vmg_host *here, const struct vmg_network *network,
            const struct vmg_host *there)
{
    const struct vmg_network *found = NULL;

    for (size_t i = 0; !found && i < here->network_count; i++)
        if (is_named_by_libvirt(network) && is_one_segment(network, here->networks[i]))
            found = vmg_nics_network_find(there, here->networks[i]->name);
    return found;
}

const struct vmg_network *
vmg_nics_network_counterpart(const struct vmg_host *here, const struct vmg_network *network,
                             const struct vmg_host *there)
{
    const struct vmg_network *found = vmg_nics_network_find(there, network->name);

    for (size_t i = 0; !found && i < there->network_count; i++)
        if (is_same_bridge(network, there->networks[i]) &&
            !vmg_nics_network_find(here, there->networks[i]->name))
            found = there->networks[i];
    return found ? found : find_beside(here, network, there);
}

gboolean
vmg_nic_is_placed(const struct vmg_nic *nic)
{
    return nic->source && *nic->source &&
           (is_type(nic, "network") || is_type(nic, "bridge") || is_type(nic, "direct"));
}

/* The name in the <source> of a NIC on NETWORK: the libvirt network if BY_NAME is TRUE,
 * otherwise the device. */
static inline const char *
source_for(const struct vmg_network *network, gboolean by_name)
{
    return by_name ? network->libvirt : network->device;
}

/* The name that the <source> of NIC must contain so that NIC is on NETWORK; NULL if the host has
 * no libvirt network or device for NETWORK. */
static const char *
source_of(const struct vmg_network *network, const struct vmg_nic *nic)
{
    return source_for(network, is_type(nic, "network"));
}

static inline gboolean
is_source(const char *source, const struct vmg_nic *nic)
{
    return source && strcmp(source, nic->source) == 0;
}

gboolean
vmg_nics_network_is_on(const struct vmg_network *network, const struct vmg_nic *nic)
{
    return is_source(source_of(network, nic), nic);
}

/* Whether a NIC without a VLAN tag can be on NETWORK, which has a VLAN. A NIC whose device is an
 * Open vSwitch can't, because each port of an Open vSwitch has its own tag. A NIC on a libvirt
 * network or on any other device can, because the libvirt network or the device has one VLAN. */
static gboolean
is_whole(const struct vmg_network *network, const struct vmg_nic *nic)
{
    return is_type(nic, "network") || g_strcmp0(network->kind, "openvswitch") != 0;
}

/* How well a network fits a NIC. The device of the NIC can carry several networks. A later value
 * means a better fit. */
typedef enum {
    FIT_NOT, /* the NIC has other VLAN tags than the network */
    /* the network has a VLAN, the NIC has no tag, and the device carries only this VLAN */
    FIT_VLAN,
    FIT_NO_VLAN, /* the network has no VLAN */
    FIT_NAMED,   /* oVirt's metadata says that the NIC is on this network */
    FIT_TAGGED,  /* the VLAN tags of the NIC are the tags of the network */
} Fit;

static Fit
fit(const struct vmg_network *network, const struct vmg_nic *nic)
{
    if (nic->vlans && network->vlan != 0)
        return vmg_vlans_single(nic->vlans) == network->vlan ? FIT_TAGGED : FIT_NOT;
    if (network->trunk && !is_type(nic, "network"))
        return g_strcmp0(nic->vlans, network->trunk) == 0 ? FIT_TAGGED : FIT_NOT;
    if (nic->network && is_same_name(nic->network, network->name))
        return FIT_NAMED;
    if (network->vlan == 0)
        return FIT_NO_VLAN;
    return is_whole(network, nic) ? FIT_VLAN : FIT_NOT;
}

/* The name that the <source> of the NIC would contain on the host THERE; NULL if that host has
 * no network that corresponds to NETWORK. */
static const char *
leads_to(const struct vmg_host *here, const struct vmg_network *network, const struct vmg_nic *nic,
         const struct vmg_host *there)
{
    const struct vmg_network *to =
        there ? vmg_nics_network_counterpart(here, network, there) : NULL;

    return to ? source_of(to, nic) : NULL;
}

/* A network to which the <source> of the NIC leads, and how well this network fits the NIC. */
typedef struct {
    const struct vmg_network *network;
    Fit fit;
    gboolean is_for_guests; /* the network has the role vm */
    gboolean stays;         /* the <source> of the NIC need not change on the other host */
} Candidate;

static Candidate
candidate_new(const struct vmg_host *here, const struct vmg_network *network,
              const struct vmg_nic *nic, const struct vmg_host *there)
{
    Candidate candidate = {.network = network, .fit = fit(network, nic)};

    if (candidate.fit == FIT_NOT)
        return candidate;
    candidate.is_for_guests = (network->roles & VMG_ROLE_VM) != 0;
    candidate.stays = g_strcmp0(leads_to(here, network, nic, there), nic->source) == 0;
    return candidate;
}

/* Returns a number greater than 0 if A fits the NIC better than B, less than 0 if B fits better,
 * 0 if both fit equally well. */
static int
compare_evidence(const Candidate *a, const Candidate *b)
{
    if (a->fit != b->fit)
        return a->fit > b->fit ? 1 : -1;
    return a->is_for_guests - b->is_for_guests;
}

/* The best network so far. The choice is ambiguous if an equally good network has another VLAN
 * (other_vlan) or leads to another device on the other host (elsewhere). */
typedef struct {
    Candidate best;
    gboolean other_vlan;
    gboolean elsewhere;
} Choice;

static void
consider(Choice *choice, const Candidate *candidate, const struct vmg_host *here,
         const struct vmg_nic *nic, const struct vmg_host *there)
{
    const struct vmg_network *best = choice->best.network, *network = candidate->network;
    int better = best ? compare_evidence(candidate, &choice->best) : 1;

    if (candidate->fit == FIT_NOT || better < 0)
        return;
    if (better > 0)
        choice->other_vlan = FALSE;
    else if (network->vlan != best->vlan)
        choice->other_vlan = TRUE;
    else if (candidate->stays == choice->best.stays &&
             g_strcmp0(leads_to(here, network, nic, there), leads_to(here, best, nic, there)) != 0)
        choice->elsewhere = TRUE;
    if (better == 0 && candidate->stays <= choice->best.stays)
        return;
    choice->best = *candidate;
    choice->elsewhere = FALSE;
}

const struct vmg_network *
vmg_nic_network(const struct vmg_host *host, const struct vmg_nic *nic,
                const struct vmg_host *there)
{
    const gboolean by_name = is_type(nic, "network");
    Choice choice = {0};

    for (size_t i = 0; i < host->network_count; i++) {
        const struct vmg_network *network = host->networks[i];
        Candidate candidate;

        /* Skip a network that the NIC's <source> does not name. This is the usual case, so it is
         * tested first. */
        if (!is_source(source_for(network, by_name), nic))
            continue;
        candidate = candidate_new(host, network, nic, there);
        consider(&choice, &candidate, host, nic, there);
    }
    return choice.other_vlan || choice.elsewhere ? NULL : choice.best.network;
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

/* The VLAN tags that libvirt gives to the NIC's frames: the NIC's own tags; if it has none, the
 * tags of its portgroup; if the portgroup has none, the tags of the libvirt network
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

/* Whether the devices of both networks are of the same kind, such as bridge or openvswitch.
 * Returns TRUE also if one of the kinds is unknown. */
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
vmg_nics_network_address(const struct vmg_network *network, const char *family)
{
    for (gsize i = 0; i < network->address_count; i++)
        if (strcmp(network->addresses[i]->family, family) == 0)
            return network->addresses[i];
    return NULL;
}

/* Reads an IPv6 address in any form that an administrator may write, for example 2001:DB8:0::1,
 * or in brackets as in a URI. FALSE if TEXT is not an IPv6 address. */
static gboolean
read_ipv6(const char *text, struct in6_addr *address)
{
    gsize len = strlen(text);
    g_autofree char *bare = NULL;

    if (text[0] != '[' || text[len - 1] != ']')
        return inet_pton(AF_INET6, text, address) == 1;
    bare = g_strndup(text + 1, len - 2);
    return inet_pton(AF_INET6, bare, address) == 1;
}

gboolean
vmg_nics_address_is_same(const char *a, const char *b)
{
    struct in6_addr first, second;

    if (strcmp(a, b) == 0)
        return TRUE;
    return read_ipv6(a, &first) && read_ipv6(b, &second) &&
           memcmp(&first, &second, sizeof(first)) == 0;
}

gboolean
vmg_nics_address_is_name(const char *text)
{
    struct in_addr v4;
    struct in6_addr v6;

    return inet_pton(AF_INET, text, &v4) != 1 && !read_ipv6(text, &v6);
}

static const struct vmg_address *
find_address(const struct vmg_network *network, const char *address)
{
    for (size_t i = 0; i < network->address_count; i++)
        if (vmg_nics_address_is_same(network->addresses[i]->address, address))
            return network->addresses[i];
    return NULL;
}

VmgListen
vmg_nics_listen_counterpart(const struct vmg_host *source, const struct vmg_host *destination,
                            const char *address, const char **there)
{
    VmgListen result = VMG_LISTEN_STAYS;

    for (size_t i = 0; i < source->network_count; i++) {
        const struct vmg_address *from = find_address(source->networks[i], address);
        const struct vmg_network *network =
            from ? vmg_nics_network_counterpart(source, source->networks[i], destination) : NULL;
        const struct vmg_address *to =
            network ? vmg_nics_network_address(network, from->family) : NULL;

        if (to) {
            *there = to->address;
            return strcmp(to->address, from->address) == 0 ? VMG_LISTEN_STAYS : VMG_LISTEN_MOVES;
        }
        if (from)
            result = VMG_LISTEN_LOST;
    }
    return result;
}

/* Whether a program can listen on ADDRESS on any host: it is the unspecified, a loopback or a
 * link-local address. Returns TRUE also if ADDRESS is a name and not an address. */
static gboolean
is_of_any_host(const char *address)
{
    struct in_addr v4;
    struct in6_addr v6;

    if (inet_pton(AF_INET, address, &v4) == 1) {
        guint32 number = ntohl(v4.s_addr);

        return number == INADDR_ANY || number >> 24 == IN_LOOPBACKNET || number >> 16 == 0xa9fe;
    }
    return inet_pton(AF_INET6, address, &v6) != 1 || IN6_IS_ADDR_UNSPECIFIED(&v6) ||
           IN6_IS_ADDR_LOOPBACK(&v6) || IN6_IS_ADDR_LINKLOCAL(&v6);
}

gboolean
vmg_nics_address_can_be_bound(const struct vmg_host *host, const char *address)
{
    if (!(host->flags & VMG_HOST_KNOWS_ADDRESSES) || is_of_any_host(address))
        return TRUE;
    for (size_t i = 0; i < host->resource_count; i++)
        if (host->resources[i]->kind == VMG_KIND_ADDRESS &&
            vmg_nics_address_is_same(host->resources[i]->name, address))
            return TRUE;
    return FALSE;
}

const struct vmg_local *
vmg_nics_local(const struct vmg_host *host, const struct vmg_nic *nic)
{
    gboolean wants_network = is_type(nic, "network");

    if (!vmg_nic_is_placed(nic))
        return NULL;
    for (size_t i = 0; i < host->local_count; i++)
        if (strcmp(host->locals[i]->name, nic->source) == 0 &&
            wants_network == (strcmp(host->locals[i]->kind, "network") == 0))
            return host->locals[i];
    return NULL;
}

gboolean
vmg_nics_is_switched_off(const struct vmg_host *host, const struct vmg_nic *nic)
{
    const struct vmg_local *local = vmg_nics_local(host, nic);

    return local && g_strcmp0(local->state, "down") == 0;
}
