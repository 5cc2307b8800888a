/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/networks.h"

#include "agent/network/topology.h"
#include "guest/vlans.h"
#include "match/nics.h"

#include <string.h>

typedef struct {
    VmgHost *host;
    const VmgLinks *links;
    const GPtrArray *libvirt; /* VmgLibvirtNetwork *; NULL if unknown */
    const VmgConfig *config;
    GHashTable *networks; /* name -> struct vmg_network * in the host's arena */
} Discovery;

static gint
compare_addresses(gconstpointer a, gconstpointer b)
{
    const VmgLinkAddress *one = *(const VmgLinkAddress *const *)a;
    const VmgLinkAddress *two = *(const VmgLinkAddress *const *)b;

    if (one->ipv6 != two->ipv6)
        return one->ipv6 ? 1 : -1;
    if (one->secondary != two->secondary)
        return one->secondary ? 1 : -1;
    return strcmp(one->text, two->text);
}

static struct vmg_address *
copy_address(VmgArena *arena, const VmgLinkAddress *from)
{
    struct vmg_address *address = vmg_arena_new0(arena, struct vmg_address);

    address->struct_size = sizeof(*address);
    address->family = from->ipv6 ? "ipv6" : "ipv4";
    address->prefix = from->prefix;
    address->address = vmg_arena_strdup(arena, from->text);
    return address;
}

static void
set_addresses(const Discovery *discovery, struct vmg_network *network, int ifindex)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();

    for (guint i = 0; i < discovery->links->addresses->len; i++) {
        VmgLinkAddress *address = g_ptr_array_index(discovery->links->addresses, i);

        if (address->ifindex == ifindex)
            g_ptr_array_add(found, address);
    }
    g_ptr_array_sort(found, compare_addresses);
    for (guint i = 0; i < found->len; i++)
        found->pdata[i] = copy_address(discovery->host->arena, found->pdata[i]);
    network->addresses = vmg_arena_pointers(discovery->host->arena, found);
    network->address_count = found->len;
}

static guint32
roles_in(const VmgConfig *config, const char *group)
{
    const char *roles = vmg_config_get(config, group, "roles");
    g_auto(GStrv) words = g_strsplit(roles ? roles : "", ";", -1);
    guint32 bits = 0;

    for (char **word = words; *word; word++)
        bits |= vmg_host_role_from_name(g_strstrip(*word));
    return bits;
}

/* The roles that guard.conf gives to the network NAME or to vdsm-NAME, the libvirt network that
 * VDSM makes for the network NAME. */
static guint32
roles_of(const VmgConfig *config, const char *name)
{
    g_autofree char *group = g_strconcat("network ", name, NULL);
    g_autofree char *vdsm = g_strconcat("network vdsm-", name, NULL);

    return roles_in(config, group) | roles_in(config, vdsm);
}

static gboolean
is_required(const VmgConfig *config, const char *name)
{
    g_autofree char *group = g_strconcat("network ", name, NULL);
    g_autofree char *vdsm = g_strconcat("network vdsm-", name, NULL);

    return !vmg_config_is(config, group, "required", "no") &&
           !vmg_config_is(config, vdsm, "required", "no");
}

/* Adds a network. VLAN 0 means the device's own VLAN. If the device is missing, the network is
 * listed as missing, so that checks see that it was declared. */
static struct vmg_network *
add_network(const Discovery *discovery, const char *name, const char *device, guint vlan)
{
    struct vmg_network *network = vmg_arena_new0(discovery->host->arena, struct vmg_network);
    const VmgLink *link = vmg_topology_by_name(discovery->links, device);

    network->struct_size = sizeof(*network);
    network->name = vmg_arena_strdup(discovery->host->arena, name);
    network->roles = roles_of(discovery->config, name);
    network->flags = is_required(discovery->config, name) ? 0 : VMG_NETWORK_OPTIONAL;
    network->state = "missing";
    network->vlan = (vlan || !link ? vlan : vmg_topology_vlan(discovery->links, link));
    if (link) {
        network->device = vmg_arena_strdup(discovery->host->arena, link->name);
        network->kind = vmg_topology_network_kind(link);
        network->state = vmg_topology_is_up(discovery->links, link) ? "up" : "down";
        network->flags |= vmg_topology_ports(discovery->links, link);
        network->mtu = link->mtu;
        set_addresses(discovery, network, link->ifindex);
    }
    g_hash_table_replace(discovery->networks, (gpointer)network->name, network);
    return network;
}

static struct vmg_network *
find_on(const Discovery *discovery, const char *device, guint vlan, gboolean any_vlan)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, discovery->networks);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct vmg_network *network = value;

        if (g_strcmp0(network->device, device) == 0 && (any_vlan || network->vlan == vlan))
            return network;
    }
    return NULL;
}

static gboolean
has_network_on(const Discovery *discovery, const char *device)
{
    return find_on(discovery, device, 0, TRUE) != NULL;
}

/* Adds the network of a group [network NAME] that has a device. */
static void
add_declared(const Discovery *discovery)
{
    g_auto(GStrv) names = vmg_config_named_groups(discovery->config, "network");

    for (char **name = names; *name; name++) {
        g_autofree char *group = g_strconcat("network ", *name, NULL);
        const char *device = vmg_config_get(discovery->config, group, "device");

        if (device)
            add_network(discovery, *name, device,
                        vmg_config_get_uint(discovery->config, group, "vlan"));
    }
}

static struct vmg_network *
find_named(const Discovery *discovery, const char *name)
{
    struct vmg_network *network = g_hash_table_lookup(discovery->networks, name);

    return network ? network
                   : g_hash_table_lookup(discovery->networks, vmg_nics_network_plain_name(name));
}

/* Uses the groups [network NAME] that name no device. If a network NAME was discovered, the group
 * describes this network. Otherwise the group describes a network on the device NAME. */
static void
add_to_discovered(const Discovery *discovery)
{
    g_auto(GStrv) names = vmg_config_named_groups(discovery->config, "network");

    for (char **name = names; *name; name++) {
        g_autofree char *group = g_strconcat("network ", *name, NULL);
        struct vmg_network *network = find_named(discovery, *name);
        guint vlan = vmg_config_get_uint(discovery->config, group, "vlan");

        if (!network)
            add_network(discovery, *name, *name, vlan);
        else if (vlan)
            network->vlan = vlan;
    }
}

static void
set_libvirt(const Discovery *discovery, struct vmg_network *network,
            const VmgLibvirtNetwork *libvirt)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new();

    for (guint i = 0; i < libvirt->groups->len; i++) {
        const struct vmg_portgroup *from = g_ptr_array_index(libvirt->groups, i);
        struct vmg_portgroup *group = vmg_arena_new0(discovery->host->arena, struct vmg_portgroup);

        *group = *from;
        group->name = vmg_arena_strdup(discovery->host->arena, from->name);
        group->vlans = vmg_arena_strdup(discovery->host->arena, from->vlans);
        g_ptr_array_add(groups, group);
    }
    network->libvirt = vmg_arena_strdup(discovery->host->arena, libvirt->name);
    network->trunk = vmg_vlans_single(libvirt->vlans)
                         ? NULL
                         : vmg_arena_strdup(discovery->host->arena, libvirt->vlans);
    network->portgroups = vmg_arena_pointers(discovery->host->arena, groups);
    network->portgroup_count = groups->len;
}

/* The network that is already known on the libvirt network's device with the same VLAN; NULL if
 * there is none. A libvirt network with several tags is a network of its own. A libvirt network
 * without a tag is the device's own network, except on an Open vSwitch, which carries its VLANs
 * as tags. */
static struct vmg_network *
find_for(const Discovery *discovery, const VmgLibvirtNetwork *libvirt, guint vlan)
{
    const VmgLink *link = vmg_topology_by_name(discovery->links, libvirt->device);
    struct vmg_network *network;

    if (libvirt->vlans && !vlan)
        return NULL;
    network = find_on(discovery, libvirt->device,
                      (vlan || !link ? vlan : vmg_topology_vlan(discovery->links, link)), FALSE);
    if (network || vlan || (link && vmg_topology_is_kind(link, "openvswitch")))
        return network;
    return find_on(discovery, libvirt->device, 0, TRUE);
}

/* Adds a network of libvirt. If guard.conf declares a network on the device and VLAN of the libvirt
 * network, both are one network, unless another libvirt network already is that network. Otherwise
 * the libvirt network is a network of its own, unless guard.conf declares another network of the
 * same name. */
static void
add_libvirt_network(const Discovery *discovery, const VmgLibvirtNetwork *libvirt)
{
    guint vlan = vmg_vlans_single(libvirt->vlans);
    struct vmg_network *network = find_for(discovery, libvirt, vlan);

    if (network && !network->libvirt)
        set_libvirt(discovery, network, libvirt);
    else if (!g_hash_table_contains(discovery->networks, libvirt->name))
        set_libvirt(discovery, add_network(discovery, libvirt->name, libvirt->device, vlan),
                    libvirt);
}

static gboolean
is_vdsm(const VmgLibvirtNetwork *network)
{
    return vmg_nics_network_plain_name(network->name) != network->name;
}

static gint
compare_libvirt(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const VmgLibvirtNetwork *const *)a)->name,
                  (*(const VmgLibvirtNetwork *const *)b)->name);
}

/* Adds libvirt's networks in the order of their names. libvirt's own order is different on each
 * host, and only the first network of a device can be the network that guard.conf declares on that
 * device. */
static void
add_libvirt(const Discovery *discovery)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();

    for (guint i = 0; discovery->libvirt && i < discovery->libvirt->len; i++)
        g_ptr_array_add(sorted, g_ptr_array_index(discovery->libvirt, i));
    g_ptr_array_sort(sorted, compare_libvirt);
    for (guint i = 0; i < sorted->len; i++) {
        const VmgLibvirtNetwork *network = g_ptr_array_index(sorted, i);

        if (network->active && network->device && !is_vdsm(network))
            add_libvirt_network(discovery, network);
    }
}

/* Adds VDSM's libvirt network vdsm-X. VDSM keeps this network only while a guest with a display on
 * X runs, but the set of networks must not depend on running guests. So vdsm-X becomes a part of
 * the network that is known on the device of vdsm-X. If no network is known on this device, and no
 * network has the name X, a network X is added that the other host does not need to have. But if
 * the device is a bridge, nothing is added: a bridge without a known network has no uplink. */
static void
add_vdsm_network(const Discovery *discovery, const VmgLibvirtNetwork *libvirt)
{
    struct vmg_network *network = find_for(discovery, libvirt, vmg_vlans_single(libvirt->vlans));
    const VmgLink *link = vmg_topology_by_name(discovery->links, libvirt->device);
    const char *name = vmg_nics_network_plain_name(libvirt->name);

    if (!network && link && !vmg_topology_is_kind(link, "bridge") &&
        !g_hash_table_contains(discovery->networks, name)) {
        network = add_network(discovery, name, libvirt->device, vmg_vlans_single(libvirt->vlans));
        network->flags |= VMG_NETWORK_OPTIONAL;
    }
    if (network && !network->libvirt)
        set_libvirt(discovery, network, libvirt);
}

static void
add_vdsm(const Discovery *discovery)
{
    for (guint i = 0; discovery->libvirt && i < discovery->libvirt->len; i++) {
        const VmgLibvirtNetwork *network = g_ptr_array_index(discovery->libvirt, i);

        if (network->active && network->device && is_vdsm(network))
            add_vdsm_network(discovery, network);
    }
}

/* Adds each bridge that has an uplink as a network. A bridge that a known network uses (for example
 * a libvirt network) is left out, because it is that network. */
static void
add_bridges(const Discovery *discovery)
{
    for (guint i = 0; i < discovery->links->links->len; i++) {
        const VmgLink *link = g_ptr_array_index(discovery->links->links, i);

        if (vmg_topology_is_kind(link, "bridge") && vmg_topology_uplink(discovery->links, link) &&
            !has_network_on(discovery, link->name) &&
            !g_hash_table_contains(discovery->networks, link->name))
            add_network(discovery, link->name, link->name, 0);
    }
}

static void
add_local(const Discovery *discovery, GPtrArray *locals, const char *name, const char *kind,
          const char *state)
{
    struct vmg_local *local = vmg_arena_new0(discovery->host->arena, struct vmg_local);

    local->struct_size = sizeof(*local);
    local->name = vmg_arena_strdup(discovery->host->arena, name);
    local->kind = kind;
    local->state = state;
    g_ptr_array_add(locals, local);
}

static gint
compare_locals(gconstpointer a, gconstpointer b)
{
    const struct vmg_local *one = *(const struct vmg_local *const *)a;
    const struct vmg_local *two = *(const struct vmg_local *const *)b;
    int by_kind = strcmp(one->kind, two->kind);

    return by_kind ? by_kind : strcmp(one->name, two->name);
}

/* Lists everything that guests' NICs can be on and that belongs to no logical network: bridges
 * without an uplink, NICs that are not a port of a bridge or bond, and libvirt's own networks. */
static void
find_locals(const Discovery *discovery)
{
    g_autoptr(GPtrArray) locals = g_ptr_array_new();

    for (guint i = 0; i < discovery->links->links->len; i++) {
        const VmgLink *link = g_ptr_array_index(discovery->links->links, i);

        if (has_network_on(discovery, link->name))
            continue;
        if (vmg_topology_is_bridge(link))
            add_local(discovery, locals, link->name, "bridge", link->on ? NULL : "down");
        else if (!link->master && vmg_topology_leads_out(discovery->links, link))
            add_local(discovery, locals, link->name, "nic", link->on ? NULL : "down");
    }
    for (guint i = 0; discovery->libvirt && i < discovery->libvirt->len; i++) {
        const VmgLibvirtNetwork *network = g_ptr_array_index(discovery->libvirt, i);

        if (network->active && !network->device)
            add_local(discovery, locals, network->name, "network", NULL);
    }
    g_ptr_array_sort(locals, compare_locals);
    discovery->host->view.locals = vmg_arena_pointers(discovery->host->arena, locals);
    discovery->host->view.local_count = locals->len;
}

static gint
compare_networks(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const struct vmg_network *const *)a)->name,
                  (*(const struct vmg_network *const *)b)->name);
}

static gboolean
has_management(const GPtrArray *networks)
{
    for (guint i = 0; i < networks->len; i++)
        if (((const struct vmg_network *)networks->pdata[i])->roles & VMG_ROLE_MANAGEMENT)
            return TRUE;
    return FALSE;
}

static gboolean
give_management(const GPtrArray *networks, const VmgLink *link)
{
    for (guint i = 0; link && i < networks->len; i++) {
        struct vmg_network *network = g_ptr_array_index(networks, i);

        if (g_strcmp0(network->device, link->name) == 0) {
            network->roles |= VMG_ROLE_MANAGEMENT;
            return TRUE;
        }
    }
    return FALSE;
}

/* The management network is the network with the default route, unless guard.conf gives the role
 * management to another network. */
static void
find_management(const Discovery *discovery, const GPtrArray *networks)
{
    const GArray *defaults = discovery->links->default_ifindexes;

    if (has_management(networks))
        return;
    for (guint i = 0; i < defaults->len; i++)
        if (give_management(
                networks, vmg_topology_by_index(discovery->links, g_array_index(defaults, int, i))))
            return;
}

void
vmg_networks_discover(VmgHost *host, const VmgLinks *links, const GPtrArray *libvirt,
                      const VmgConfig *config)
{
    g_autoptr(GHashTable) table = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) networks = g_ptr_array_new();
    Discovery discovery = {host, links, libvirt, config, table};
    GHashTableIter iter;
    gpointer network;

    add_declared(&discovery);
    add_libvirt(&discovery);
    add_bridges(&discovery);
    add_vdsm(&discovery);
    add_to_discovered(&discovery);
    find_locals(&discovery);
    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, NULL, &network))
        g_ptr_array_add(networks, network);
    g_ptr_array_sort(networks, compare_networks);
    find_management(&discovery, networks);
    host->view.networks = vmg_arena_pointers(host->arena, networks);
    host->view.network_count = networks->len;
}
