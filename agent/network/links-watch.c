/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/links.h"

#include "agent/base/work.h"
#include "base/error.h"

#include <arpa/inet.h>
#include <glib-unix.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <stddef.h>
#include <sys/socket.h>

/* Milliseconds from the first change of a device, an address or a default route until the lists of
 * the kernel are read again, so that many changes cause one reading. */
enum { SETTLE_MS = 200 };

struct VmgLinksWatch {
    struct nl_sock *sock;
    guint readable;
    guint settle;
    VmgWork *work;    /* a pool with one thread */
    gboolean asked;   /* since the last reading began, somebody asked to read the lists again */
    gboolean changed; /* since the last reading began, the kernel reported a change of a list */
    void (*read)(gpointer data, VmgLinks *links, gboolean changed, const GError *error);
    gpointer data;
};

typedef struct {
    VmgLinksWatch *watch;
    gboolean changed;
    VmgLinks *links;
    GError *error;
} Reading;

static void
run_reading(gpointer data)
{
    Reading *reading = data;

    reading->links = vmg_links_read(&reading->error);
}

static void begin_reading(VmgLinksWatch *watch);

static void
reading_done(gpointer data)
{
    Reading *reading = data;
    VmgLinksWatch *watch = reading->watch;

    watch->read(watch->data, reading->links, reading->changed, reading->error);
    g_clear_error(&reading->error);
    g_free(reading);
    if (watch->asked)
        begin_reading(watch);
}

static void
begin_reading(VmgLinksWatch *watch)
{
    Reading *reading = g_new0(Reading, 1);

    reading->watch = watch;
    reading->changed = watch->changed;
    watch->asked = watch->changed = FALSE;
    vmg_work_push(watch->work, run_reading, reading_done, reading);
}

void
vmg_links_watch_ask(VmgLinksWatch *watch)
{
    watch->asked = TRUE;
    if (vmg_links_watch_is_idle(watch))
        begin_reading(watch);
}

gboolean
vmg_links_watch_is_idle(const VmgLinksWatch *watch)
{
    return vmg_work_pending(watch->work) == 0;
}

static gboolean
settled(gpointer data)
{
    VmgLinksWatch *watch = data;

    watch->settle = 0;
    watch->changed = TRUE;
    vmg_links_watch_ask(watch);
    return G_SOURCE_REMOVE;
}

static void
something_changed(VmgLinksWatch *watch)
{
    if (!watch->settle)
        watch->settle = g_timeout_add(SETTLE_MS, settled, watch);
}

static int
look_at(struct nl_msg *message G_GNUC_UNUSED, void *data)
{
    something_changed(data);
    return NL_OK;
}

/* Only default routes matter. The routing table of a router changes all the time, so a filter in
 * the kernel drops messages about other routes, and the agent is not woken. The filter's load
 * instructions return numbers in network byte order, but a netlink message has the host's byte
 * order. */
static int
filter(const VmgLinksWatch *watch)
{
    const guint32 type = offsetof(struct nlmsghdr, nlmsg_type);
    const guint32 length = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_dst_len);
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, type),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 2),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, length),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, G_MAXUINT32),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    const struct sock_fprog program = {G_N_ELEMENTS(code), code};

    return setsockopt(nl_socket_get_fd(watch->sock), SOL_SOCKET, SO_ATTACH_FILTER, &program,
                      sizeof(program)) < 0
               ? -NLE_FAILURE
               : 0;
}

static gboolean
on_readable(gint fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
    VmgLinksWatch *watch = data;

    /* If the socket's buffer was full, messages were lost. This does no harm, because all lists
     * are read again. */
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
        code = filter(watch);
    if (code >= 0)
        code = nl_socket_add_memberships(watch->sock, RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR,
                                         RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
                                         RTNLGRP_IPV6_ROUTE, 0);
    return code < 0 ? code : nl_socket_set_nonblocking(watch->sock);
}

VmgLinksWatch *
vmg_links_watch(void (*read)(gpointer data, VmgLinks *links, gboolean changed, const GError *error),
                gpointer data, GError **error)
{
    g_autoptr(VmgLinksWatch) watch = g_new0(VmgLinksWatch, 1);
    int code;

    watch->read = read;
    watch->data = data;
    watch->work = vmg_work_new(1);
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
    vmg_work_free(watch->work);
    nl_socket_free(watch->sock);
    g_free(watch);
}
