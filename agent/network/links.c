/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/links.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <linux/if.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/vlan.h>
#include <netlink/route/route.h>

typedef struct nl_sock NlSock;
typedef struct nl_cache NlCache;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(NlSock, nl_socket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NlCache, nl_cache_free)

static gboolean
fail(const char *doing, int code, GError **error)
{
    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "netlink: can't %s: %s", doing,
                nl_geterror(code));
    return FALSE;
}

/* Many drivers don't report an operational state. */
static gboolean
is_up(struct rtnl_link *link)
{
    guint8 state = rtnl_link_get_operstate(link);

    return (rtnl_link_get_flags(link) & IFF_UP) &&
           (state == IF_OPER_UP || state == IF_OPER_UNKNOWN);
}

static void
add_link(struct nl_object *object, void *data)
{
    struct rtnl_link *from = (struct rtnl_link *)object;
    VmgLinks *links = data;
    VmgLink *link = g_new0(VmgLink, 1);

    link->ifindex = rtnl_link_get_ifindex(from);
    link->name = g_strdup(rtnl_link_get_name(from));
    link->kind = g_strdup(rtnl_link_get_type(from));
    link->master = rtnl_link_get_master(from);
    link->link = rtnl_link_get_link(from);
    link->vlan = rtnl_link_is_vlan(from) ? (guint)rtnl_link_vlan_get_id(from) : 0;
    link->mtu = rtnl_link_get_mtu(from);
    link->on = (rtnl_link_get_flags(from) & IFF_UP) != 0;
    link->up = is_up(from);
    link->nic = rtnl_link_get_arptype(from) == ARPHRD_ETHER;
    g_ptr_array_add(links->links, link);
}

static gboolean
read_links(NlSock *sock, VmgLinks *links, GError **error)
{
    g_autoptr(NlCache) cache = NULL;
    int code = rtnl_link_alloc_cache(sock, AF_UNSPEC, &cache);

    if (code < 0)
        return fail("list devices", code, error);
    nl_cache_foreach(cache, add_link, links);
    return TRUE;
}

/* Tentative ones don't work yet, and temporary ones change by the day. */
static gboolean
is_usable(struct rtnl_addr *address, struct nl_addr *local)
{
    const guint8 *bytes = nl_addr_get_binary_addr(local);
    int family = nl_addr_get_family(local);
    guint flags = rtnl_addr_get_flags(address);

    if (rtnl_addr_get_scope(address) != RT_SCOPE_UNIVERSE)
        return FALSE;
    if (family == AF_INET)
        return !(bytes[0] == 169 && bytes[1] == 254);
    return family == AF_INET6 && !(flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_TEMPORARY)) &&
           !(bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80);
}

static void
add_address(struct nl_object *object, void *data)
{
    struct rtnl_addr *from = (struct rtnl_addr *)object;
    struct nl_addr *local = rtnl_addr_get_local(from);
    char text[INET6_ADDRSTRLEN];
    VmgLinks *links = data;
    VmgLinkAddress *address;

    if (!local || !is_usable(from, local) ||
        !inet_ntop(nl_addr_get_family(local), nl_addr_get_binary_addr(local), text, sizeof(text)))
        return;
    address = g_new0(VmgLinkAddress, 1);
    address->ifindex = rtnl_addr_get_ifindex(from);
    address->ipv6 = nl_addr_get_family(local) == AF_INET6;
    address->secondary = !address->ipv6 && (rtnl_addr_get_flags(from) & IFA_F_SECONDARY);
    address->prefix = (guint)rtnl_addr_get_prefixlen(from);
    address->text = g_strdup(text);
    g_ptr_array_add(links->addresses, address);
}

static gboolean
read_addresses(NlSock *sock, VmgLinks *links, GError **error)
{
    g_autoptr(NlCache) cache = NULL;
    int code = rtnl_addr_alloc_cache(sock, &cache);

    if (code < 0)
        return fail("list addresses", code, error);
    nl_cache_foreach(cache, add_address, links);
    return TRUE;
}

typedef struct {
    int family;
    guint32 priority; /* the lower is preferred */
    int ifindex;
} Route;

static void
add_next_hop(struct rtnl_nexthop *hop, void *data)
{
    Route route = {0, 0, rtnl_route_nh_get_ifindex(hop)};
    GArray *routes = data;

    g_array_append_val(routes, route);
}

static void
add_route(struct nl_object *object, void *data)
{
    struct rtnl_route *from = (struct rtnl_route *)object;
    struct nl_addr *to = rtnl_route_get_dst(from);
    GArray *routes = data;
    guint before = routes->len;

    if (rtnl_route_get_table(from) != RT_TABLE_MAIN || rtnl_route_get_type(from) != RTN_UNICAST ||
        (to && nl_addr_get_prefixlen(to) != 0))
        return;
    rtnl_route_foreach_nexthop(from, add_next_hop, routes);
    for (guint i = before; i < routes->len; i++) {
        g_array_index(routes, Route, i).family = rtnl_route_get_family(from);
        g_array_index(routes, Route, i).priority = rtnl_route_get_priority(from);
    }
}

static gint
compare_routes(gconstpointer a, gconstpointer b)
{
    const Route *one = a, *two = b;

    if (one->family != two->family)
        return one->family == AF_INET ? -1 : 1;
    if (one->priority != two->priority)
        return one->priority < two->priority ? -1 : 1;
    return one->ifindex - two->ifindex;
}

static gboolean
read_default_routes(NlSock *sock, VmgLinks *links, GError **error)
{
    g_autoptr(GArray) routes = g_array_new(FALSE, FALSE, sizeof(Route));
    g_autoptr(NlCache) cache = NULL;
    int code = rtnl_route_alloc_cache(sock, AF_UNSPEC, 0, &cache);

    if (code < 0)
        return fail("list routes", code, error);
    nl_cache_foreach(cache, add_route, routes);
    g_array_sort(routes, compare_routes);
    for (guint i = 0; i < routes->len; i++)
        g_array_append_val(links->default_ifindexes, g_array_index(routes, Route, i).ifindex);
    return TRUE;
}

VmgLinks *
vmg_links_read(GError **error)
{
    g_autoptr(NlSock) sock = nl_socket_alloc();
    g_autoptr(VmgLinks) links = vmg_links_empty();
    int code = sock ? nl_connect(sock, NETLINK_ROUTE) : -NLE_NOMEM;

    if (code < 0) {
        fail("connect", code, error);
        return NULL;
    }
    if (!read_links(sock, links, error) || !read_addresses(sock, links, error) ||
        !read_default_routes(sock, links, error))
        return NULL;
    return g_steal_pointer(&links);
}
