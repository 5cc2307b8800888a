/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/links.h"

#include "base/error.h"

#include <glib-unix.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

enum { SETTLE_MS = 200 }; /* how long a storm is waited out */

struct VmgLinksWatch {
    struct nl_sock *sock;
    guint readable;
    guint settle;
    void (*changed)(gpointer data);
    gpointer data;
};

static gboolean
settled(gpointer data)
{
    VmgLinksWatch *watch = data;

    watch->settle = 0;
    watch->changed(watch->data);
    return G_SOURCE_REMOVE;
}

static void
something_changed(VmgLinksWatch *watch)
{
    if (!watch->settle)
        watch->settle = g_timeout_add(SETTLE_MS, settled, watch);
}

/* Of routes only the default ones matter: a router's table changes all the time. */
static int
look_at(struct nl_msg *message, void *data)
{
    struct nlmsghdr *header = nlmsg_hdr(message);
    gboolean route = header->nlmsg_type == RTM_NEWROUTE || header->nlmsg_type == RTM_DELROUTE;

    if (!route || ((struct rtmsg *)nlmsg_data(header))->rtm_dst_len == 0)
        something_changed(data);
    return NL_OK;
}

static gboolean
on_readable(gint fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
    VmgLinksWatch *watch = data;

    /* A full buffer has lost messages; what they said is read anew anyway. */
    if (nl_recvmsgs_default(watch->sock) < 0)
        something_changed(watch);
    return G_SOURCE_CONTINUE;
}

static int
subscribe(VmgLinksWatch *watch)
{
    int code = nl_connect(watch->sock, NETLINK_ROUTE);

    nl_socket_disable_seq_check(watch->sock);
    nl_socket_modify_cb(watch->sock, NL_CB_VALID, NL_CB_CUSTOM, look_at, watch);
    if (code >= 0)
        code = nl_socket_add_memberships(watch->sock, RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR,
                                         RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
                                         RTNLGRP_IPV6_ROUTE, 0);
    return code < 0 ? code : nl_socket_set_nonblocking(watch->sock);
}

VmgLinksWatch *
vmg_links_watch(void (*changed)(gpointer data), gpointer data, GError **error)
{
    g_autoptr(VmgLinksWatch) watch = g_new0(VmgLinksWatch, 1);
    int code;

    watch->changed = changed;
    watch->data = data;
    watch->sock = nl_socket_alloc();
    code = watch->sock ? subscribe(watch) : -NLE_NOMEM;
    if (code < 0) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "netlink: can't follow changes: %s",
                    nl_geterror(code));
        return NULL;
    }
    watch->readable = g_unix_fd_add(nl_socket_get_fd(watch->sock), G_IO_IN, on_readable, watch);
    return g_steal_pointer(&watch);
}

void
vmg_links_watch_free(VmgLinksWatch *watch)
{
    if (!watch)
        return;
    g_clear_handle_id(&watch->readable, g_source_remove);
    g_clear_handle_id(&watch->settle, g_source_remove);
    nl_socket_free(watch->sock);
    g_free(watch);
}
