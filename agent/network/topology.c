/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/topology.h"

#include <string.h>

/* More devices on top of each other than this must be a loop. */
enum { DEPTH_MAX = 8 };

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

const VmgLink *
vmg_topology_by_name(const VmgLinks *links, const char *name)
{
    for (guint i = 0; name && i < links->links->len; i++) {
        const VmgLink *link = g_ptr_array_index(links->links, i);

        if (strcmp(link->name, name) == 0)
            return link;
    }
    return NULL;
}

const VmgLink *
vmg_topology_by_index(const VmgLinks *links, int ifindex)
{
    for (guint i = 0; i < links->links->len; i++) {
        const VmgLink *link = g_ptr_array_index(links->links, i);

        if (link->ifindex == ifindex)
            return link;
    }
    return NULL;
}

gboolean
vmg_topology_is_kind(const VmgLink *link, const char *kind)
{
    return g_strcmp0(link->kind, kind) == 0;
}

/* Whether the device is a physical NIC, a bond or a team, or a VLAN on one of these. The devices of
 * guests and containers (tap, veth) come and go, and like dummies they do not lead to another
 * host. */
gboolean
vmg_topology_leads_out(const VmgLinks *links, const VmgLink *link)
{
    for (int depth = 0; link && depth < DEPTH_MAX; depth++) {
        if (!link->kind)
            return link->nic;
        if (vmg_topology_is_kind(link, "bond") || vmg_topology_is_kind(link, "team"))
            return TRUE;
        if (!vmg_topology_is_kind(link, "vlan"))
            return FALSE;
        link = vmg_topology_by_index(links, link->link);
    }
    return FALSE;
}

/* The uplink of a bridge; if there are several, the uplink whose name sorts first. rtnetlink does
 * not show which ports belong to which Open vSwitch bridge, so networks on such a bridge must be
 * declared in guard.conf or be libvirt networks. */
const VmgLink *
vmg_topology_uplink(const VmgLinks *links, const VmgLink *bridge)
{
    const VmgLink *found = NULL;

    for (guint i = 0; i < links->links->len; i++) {
        const VmgLink *port = g_ptr_array_index(links->links, i);

        if (port->master == bridge->ifindex && vmg_topology_leads_out(links, port) &&
            (!found || strcmp(port->name, found->name) < 0))
            found = port;
    }
    return found;
}

gboolean
vmg_topology_is_bridge(const VmgLink *link)
{
    return vmg_topology_is_kind(link, "bridge") || vmg_topology_is_kind(link, "openvswitch");
}

/* Whether the port may belong to a guest. Such a port comes and goes, and has no carrier while
 * its guest arrives. */
static gboolean
is_guests(const VmgLink *port)
{
    return vmg_topology_is_kind(port, "tun");
}

static gboolean
has_address(const VmgLinks *links, const VmgLink *link)
{
    for (guint i = 0; i < links->addresses->len; i++)
        if (((const VmgLinkAddress *)links->addresses->pdata[i])->ifindex == link->ifindex)
            return TRUE;
    return FALSE;
}

/* The device of an Open vSwitch bridge is only the host's own port on that bridge. The device is
 * down until the host gets an address on it, so its state then says nothing about the ports of
 * guests (ovs-vswitchd.conf.db(5), local port). */
static gboolean
is_switch_up(const VmgLinks *links, const VmgLink *link)
{
    return link->up || !has_address(links, link);
}

/* Whether a bridge works: its uplink decides. The bridge's own state follows the ports of
 * guests, and is down before the first guest starts. If the bridge has no known uplink, one port
 * that is up is enough. Ports of guests do not count: a bridge that has only these ports works. */
gboolean
vmg_topology_is_up(const VmgLinks *links, const VmgLink *link)
{
    const VmgLink *uplink =
        vmg_topology_is_kind(link, "bridge") ? vmg_topology_uplink(links, link) : NULL;
    gboolean has_port = FALSE, has_port_up = FALSE;

    if (vmg_topology_is_kind(link, "openvswitch"))
        return is_switch_up(links, link);
    if (!vmg_topology_is_kind(link, "bridge"))
        return link->up;
    if (uplink)
        return link->on && uplink->up;
    for (guint i = 0; i < links->links->len; i++) {
        const VmgLink *port = g_ptr_array_index(links->links, i);

        if (port->master != link->ifindex || is_guests(port))
            continue;
        has_port = TRUE;
        has_port_up |= port->up;
    }
    return link->on && (has_port_up || !has_port);
}

guint32
vmg_topology_ports(const VmgLinks *links, const VmgLink *link)
{
    if (!vmg_topology_is_kind(link, "bridge"))
        return 0;
    for (guint i = 0; i < links->links->len; i++) {
        const VmgLink *port = g_ptr_array_index(links->links, i);

        if (port->master == link->ifindex && !is_guests(port))
            return VMG_NETWORK_PORTS;
    }
    return VMG_NETWORK_ALONE;
}

const char *
vmg_topology_network_kind(const VmgLink *link)
{
    if (!vmg_topology_is_bridge(link))
        return "nic";
    return vmg_topology_is_kind(link, "bridge") ? "bridge" : "openvswitch";
}

guint
vmg_topology_vlan(const VmgLinks *links, const VmgLink *link)
{
    const VmgLink *port =
        vmg_topology_is_kind(link, "bridge") ? vmg_topology_uplink(links, link) : link;

    return port ? port->vlan : 0;
}
