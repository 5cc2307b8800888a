/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "networks.h"

#include <string.h>

/* A stack of devices deeper than this is a loop. */
enum { DEPTH_MAX = 8 };

typedef struct {
    VmgHost *host;
    const VmgLinks *links;
    const VmgConfig *config;
    GHashTable *networks; /* name -> struct vmg_network * in the host's arena */
} Discovery;

VmgLinks *
vmg_links_empty(void)
{
    VmgLinks *links = g_new0(VmgLinks, 1);

    links->links = g_ptr_array_new();
    links->addresses = g_ptr_array_new();
    links->default_ifindexes = g_array_new(FALSE, FALSE, sizeof(int));
    return links;
}

void
vmg_links_free(VmgLinks *links)
{
    if (!links)
        return;
    for (guint i = 0; i < links->links->len; i++) {
        VmgLink *link = g_ptr_array_index(links->links, i);

        g_free(link->name);
        g_free(link->kind);
        g_free(link);
    }
    for (guint i = 0; i < links->addresses->len; i++) {
        VmgLinkAddress *address = g_ptr_array_index(links->addresses, i);

        g_free(address->text);
        g_free(address);
    }
    g_ptr_array_unref(links->links);
    g_ptr_array_unref(links->addresses);
    g_array_unref(links->default_ifindexes);
    g_free(links);
}

void
vmg_libvirt_network_free(VmgLibvirtNetwork *network)
{
    g_free(network->name);
    g_free(network->device);
    g_free(network);
}

static const VmgLink *
link_by_name(const VmgLinks *links, const char *name)
{
    for (guint i = 0; name && i < links->links->len; i++) {
        const VmgLink *link = g_ptr_array_index(links->links, i);

        if (strcmp(link->name, name) == 0)
            return link;
    }
    return NULL;
}

static const VmgLink *
link_by_index(const VmgLinks *links, int ifindex)
{
    for (guint i = 0; i < links->links->len; i++) {
        const VmgLink *link = g_ptr_array_index(links->links, i);

        if (link->ifindex == ifindex)
            return link;
    }
    return NULL;
}

static gboolean
is_kind(const VmgLink *link, const char *kind)
{
    return g_strcmp0(link->kind, kind) == 0;
}

/* A physical NIC, a bond or team, a VLAN on one. Guests' and containers' ends
 * (tap, veth) and dummies come and go and lead nowhere. */
static gboolean
leads_out(const VmgLinks *links, const VmgLink *link)
{
    for (int depth = 0; link && depth < DEPTH_MAX; depth++) {
        if (!link->kind)
            return link->nic;
        if (is_kind(link, "bond") || is_kind(link, "team"))
            return TRUE;
        if (!is_kind(link, "vlan"))
            return FALSE;
        link = link_by_index(links, link->link);
    }
    return FALSE;
}

/* The bridge's port that leads out; of several, the one whose name sorts first.
 * Ports of an Open vSwitch bridge can't be told apart by rtnetlink: networks on
 * one are declared, or are libvirt's. */
static const VmgLink *
uplink_of(const VmgLinks *links, const VmgLink *bridge)
{
    const VmgLink *found = NULL;

    for (guint i = 0; i < links->links->len; i++) {
        const VmgLink *port = g_ptr_array_index(links->links, i);

        if (port->master == bridge->ifindex && leads_out(links, port) &&
            (!found || strcmp(port->name, found->name) < 0))
            found = port;
    }
    return found;
}

static guint
vlan_of(const VmgLinks *links, const VmgLink *link)
{
    const VmgLink *port = is_kind(link, "bridge") ? uplink_of(links, link) : link;

    return port ? port->vlan : 0;
}

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
set_addresses(const Discovery *its, struct vmg_network *network, int ifindex)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();

    for (guint i = 0; i < its->links->addresses->len; i++) {
        VmgLinkAddress *address = g_ptr_array_index(its->links->addresses, i);

        if (address->ifindex == ifindex)
            g_ptr_array_add(found, address);
    }
    g_ptr_array_sort(found, compare_addresses);
    for (guint i = 0; i < found->len; i++)
        found->pdata[i] = copy_address(its->host->arena, found->pdata[i]);
    network->addresses = vmg_arena_pointers(its->host->arena, found);
    network->address_count = found->len;
}

static guint32
roles_of(const VmgConfig *config, const char *name)
{
    g_autofree char *group = g_strconcat("network ", name, NULL);
    const char *roles = vmg_config_get(config, group, "roles");
    g_auto(GStrv) words = g_strsplit(roles ? roles : "", ";", -1);
    guint32 bits = 0;

    for (char **word = words; *word; word++)
        bits |= vmg_role_from_name(g_strstrip(*word));
    return bits;
}

/* VLAN 0: that of the device. A device that is not there makes a network that is
 * missing, so that checks see that it was wanted. */
static void
add_network(const Discovery *its, const char *name, const char *device, guint vlan)
{
    struct vmg_network *network = vmg_arena_new0(its->host->arena, struct vmg_network);
    const VmgLink *link = link_by_name(its->links, device);

    network->struct_size = sizeof(*network);
    network->name = vmg_arena_strdup(its->host->arena, name);
    network->roles = roles_of(its->config, name);
    network->state = "missing";
    network->vlan = vlan;
    if (link) {
        network->device = vmg_arena_strdup(its->host->arena, link->name);
        network->state = link->up ? "up" : "down";
        network->mtu = link->mtu;
        network->vlan = vlan ? vlan : vlan_of(its->links, link);
        set_addresses(its, network, link->ifindex);
    }
    g_hash_table_replace(its->networks, (gpointer)network->name, network);
}

static gboolean
has_network_on(const Discovery *its, const char *device)
{
    GHashTableIter iter;
    gpointer network;

    g_hash_table_iter_init(&iter, its->networks);
    while (g_hash_table_iter_next(&iter, NULL, &network))
        if (g_strcmp0(((struct vmg_network *)network)->device, device) == 0)
            return TRUE;
    return FALSE;
}

/* [network NAME] without a device only says something about one that is
 * discovered, or is the device of that name. */
static void
add_declared(const Discovery *its)
{
    g_auto(GStrv) names = vmg_config_named_groups(its->config, "network");

    for (char **name = names; *name; name++) {
        g_autofree char *group = g_strconcat("network ", *name, NULL);
        const char *device = vmg_config_get(its->config, group, "device");
        guint vlan = vmg_config_get_uint(its->config, group, "vlan");

        if (device || !g_hash_table_contains(its->networks, *name))
            add_network(its, *name, device ? device : *name, vlan);
        else if (vlan)
            ((struct vmg_network *)g_hash_table_lookup(its->networks, *name))->vlan = vlan;
    }
}

/* Declared networks replace what is discovered on the same device. */
static gboolean
is_declared_device(const Discovery *its, const char *device)
{
    g_auto(GStrv) names = vmg_config_named_groups(its->config, "network");

    for (char **name = names; *name; name++) {
        g_autofree char *group = g_strconcat("network ", *name, NULL);

        if (g_strcmp0(vmg_config_get(its->config, group, "device"), device) == 0)
            return TRUE;
    }
    return FALSE;
}

static void
add_libvirt(const Discovery *its, const GPtrArray *libvirt)
{
    for (guint i = 0; libvirt && i < libvirt->len; i++) {
        const VmgLibvirtNetwork *network = g_ptr_array_index(libvirt, i);

        if (!is_declared_device(its, network->device))
            add_network(its, network->name, network->device, network->vlan);
    }
}

/* A bridge that a libvirt network names is that network. */
static void
add_bridges(const Discovery *its)
{
    for (guint i = 0; i < its->links->links->len; i++) {
        const VmgLink *link = g_ptr_array_index(its->links->links, i);

        if (is_kind(link, "bridge") && uplink_of(its->links, link) &&
            !has_network_on(its, link->name) && !is_declared_device(its, link->name))
            add_network(its, link->name, link->name, 0);
    }
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

/* The management network is the one with the default route unless a role says
 * otherwise. */
static void
find_management(const Discovery *its, const GPtrArray *networks)
{
    const GArray *defaults = its->links->default_ifindexes;

    if (has_management(networks))
        return;
    for (guint i = 0; i < defaults->len; i++)
        if (give_management(networks, link_by_index(its->links, g_array_index(defaults, int, i))))
            return;
}

void
vmg_networks_discover(VmgHost *host, const VmgLinks *links, const GPtrArray *libvirt,
                      const VmgConfig *config)
{
    g_autoptr(GHashTable) table = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) networks = g_ptr_array_new();
    Discovery its = {host, links, config, table};
    GHashTableIter iter;
    gpointer network;

    add_libvirt(&its, libvirt);
    add_bridges(&its);
    add_declared(&its);
    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, NULL, &network))
        g_ptr_array_add(networks, network);
    g_ptr_array_sort(networks, compare_networks);
    find_management(&its, networks);
    host->view.networks = vmg_arena_pointers(host->arena, networks);
    host->view.network_count = networks->len;
}
