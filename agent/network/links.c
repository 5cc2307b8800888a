/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/links.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/vlan.h>
#include <netlink/route/route.h>
#include <sys/socket.h>

/* How often the kernel's lists of devices, addresses and routes are read at most, if the lists
 * change while they are being read. The result of the last try is used as it is, because
 * links-watch.c has noticed the change by then and reads the lists again later. */
enum { TRIES = 5 };

typedef struct nl_sock NlSock;
typedef struct nl_msg NlMsg;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(NlSock, nl_socket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NlMsg, nlmsg_free)

static gboolean
fail(const char *doing, int code, GError **error)
{
    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "netlink: can't %s: %s", doing,
                nl_geterror(code));
    return FALSE;
}

/* Whether the device works. Many drivers don't report an operational state, so an unknown state
 * counts as working. */
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

/* Asks the kernel for a list and passes each message to LOOK_AT. libnl's own caches are not
 * used: they keep every object, and adding an object compares it with all others. */
static int
list(NlSock *sock, int type, void *header, size_t size, nl_recvmsg_msg_cb_t look_at, void *data)
{
    g_autoptr(NlMsg) message = nlmsg_alloc_simple(type, NLM_F_DUMP);
    int code = message ? nlmsg_append(message, header, size, NLMSG_ALIGNTO) : -NLE_NOMEM;

    if (code >= 0)
        code = nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, look_at, data);
    if (code >= 0)
        code = nl_send_auto(sock, message);
    return code < 0 ? code : nl_recvmsgs_default(sock);
}

static int
parse_link(struct nl_msg *message, void *links)
{
    nl_msg_parse(message, add_link, links);
    return NL_OK;
}

static int
read_links(NlSock *sock, VmgLinks *links)
{
    struct ifinfomsg header = {.ifi_family = AF_UNSPEC};

    return list(sock, RTM_GETLINK, &header, sizeof(header), parse_link, links);
}

/* Whether the address is listed. A link-local address can't be reached from everywhere, a tentative
 * address does not work yet, and a temporary address changes every day: these are not listed. */
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

static int
parse_address(struct nl_msg *message, void *links)
{
    nl_msg_parse(message, add_address, links);
    return NL_OK;
}

static int
read_addresses(NlSock *sock, VmgLinks *links)
{
    struct ifaddrmsg header = {.ifa_family = AF_UNSPEC};

    return list(sock, RTM_GETADDR, &header, sizeof(header), parse_address, links);
}

typedef struct {
    int family;
    guint32 priority; /* the route with the lowest number is preferred */
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
    GArray *routes = data;
    guint before = routes->len;

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

/* Looks at one route. A host that uses BGP has a million routes, so routes that are not default
 * routes are skipped before they are parsed. */
static int
parse_route(struct nl_msg *message, void *routes)
{
    const struct rtmsg *route = nlmsg_data(nlmsg_hdr(message));

    if ((route->rtm_family == AF_INET || route->rtm_family == AF_INET6) &&
        route->rtm_dst_len == 0 && route->rtm_table == RT_TABLE_MAIN &&
        route->rtm_type == RTN_UNICAST)
        nl_msg_parse(message, add_route, routes);
    return NL_OK;
}

/* Reads the default routes of the main table. The kernel can leave out the routes of other tables,
 * but not the routes to other destinations. A host without IPv6 has no IPv6 routes. */
static void
list_routes(NlSock *sock, guint8 family, GArray *routes)
{
    struct rtmsg header = {
        .rtm_family = family, .rtm_table = RT_TABLE_MAIN, .rtm_type = RTN_UNICAST};

    list(sock, RTM_GETROUTE, &header, sizeof(header), parse_route, routes);
}

static void
read_default_routes(NlSock *sock, VmgLinks *links)
{
    g_autoptr(GArray) routes = g_array_new(FALSE, FALSE, sizeof(Route));

    list_routes(sock, AF_INET, routes);
    list_routes(sock, AF_INET6, routes);
    g_array_sort(routes, compare_routes);
    for (guint i = 0; i < routes->len; i++)
        g_array_append_val(links->default_ifindexes, g_array_index(routes, Route, i).ifindex);
}

/* Asks the kernel to list only the routes of the table in the request. Kernels before 4.20 list the
 * routes of all tables. */
static void
ask_strictly(NlSock *sock)
{
    int on = 1;

    setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
}

/* Reads devices and addresses. Returns 0, or libnl's error code. */
static int
read_both(NlSock *sock, VmgLinks *links)
{
    int code = read_links(sock, links);

    return code < 0 ? code : read_addresses(sock, links);
}

static VmgLinks *
read_all(NlSock *sock, int *code)
{
    VmgLinks *links = vmg_links_empty();

    *code = read_both(sock, links);
    if (*code >= 0)
        read_default_routes(sock, links);
    return links;
}

VmgLinks *
vmg_links_read(GError **error)
{
    g_autoptr(NlSock) sock = nl_socket_alloc();
    g_autoptr(VmgLinks) links = NULL;
    int code = sock ? nl_connect(sock, NETLINK_ROUTE) : -NLE_NOMEM;

    if (code < 0) {
        fail("connect", code, error);
        return NULL;
    }
    ask_strictly(sock);
    for (int i = 0; i < TRIES && (i == 0 || code == -NLE_DUMP_INTR); i++) {
        vmg_links_free(links);
        links = read_all(sock, &code);
    }
    if (code < 0 && code != -NLE_DUMP_INTR) {
        fail("list devices and addresses", code, error);
        return NULL;
    }
    return g_steal_pointer(&links);
}
