/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/migrations/sockets.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <string.h>

typedef struct nl_sock NlSock;
typedef struct nl_msg NlMsg;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(NlSock, nl_socket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NlMsg, nlmsg_free)

typedef struct {
    GHashTable *inodes; /* guint64 *: the inodes of the process's sockets */
    char *address;      /* the local address of the connection; NULL = not found */
} Search;

static GHashTable *
read_inodes(int pid)
{
    GHashTable *inodes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autofree char *directory = g_strdup_printf("/proc/%d/fd", pid);
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        g_autofree char *target = g_file_read_link(path, NULL);
        guint64 *inode = g_new0(guint64, 1);

        /* NOLINTNEXTLINE(cert-err34-c): the kernel's own numbers are in range */
        if (target && sscanf(target, "socket:[%" G_GUINT64_FORMAT "]", inode) == 1)
            g_hash_table_add(inodes, inode);
        else
            g_free(inode);
    }
    return inodes;
}

/* Whether the process PID is in the network namespace of this process. libvirt starts QEMU in
 * libvirt's namespace. */
static gboolean
is_in_our_namespace(int pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/ns/net", pid);
    g_autofree char *theirs = g_file_read_link(path, NULL);
    g_autofree char *ours = g_file_read_link("/proc/self/ns/net", NULL);

    return theirs && g_strcmp0(theirs, ours) == 0;
}

/* Writes an address; ::ffff:a.b.c.d becomes the IPv4 address a.b.c.d. */
static char *
address_of(const struct inet_diag_msg *found)
{
    const guint32 *words = found->id.idiag_src;
    gboolean mapped = found->idiag_family == AF_INET6 && words[0] == 0 && words[1] == 0 &&
                      words[2] == htonl(0xffff);
    char text[INET6_ADDRSTRLEN];

    if (mapped)
        return g_strdup(inet_ntop(AF_INET, &words[3], text, sizeof(text)));
    return g_strdup(inet_ntop(found->idiag_family, words, text, sizeof(text)));
}

static int
look_at(struct nl_msg *message, void *data)
{
    const struct inet_diag_msg *found = nlmsg_data(nlmsg_hdr(message));
    Search *search = data;
    guint64 inode = found->idiag_inode;

    if (!search->address && g_hash_table_contains(search->inodes, &inode))
        search->address = address_of(found);
    return NL_OK;
}

/* Makes a filter for the kernel that passes only connections on PORTS of this host. The filter has
 * two comparisons of 8 bytes each. If a comparison is true, the kernel continues with the next 8
 * bytes, and passes the connection at the end of the filter. Otherwise the kernel jumps to 4 bytes
 * behind the end, and drops the connection. */
static int
add_filter(struct nl_msg *message, VmgPorts ports)
{
    const struct inet_diag_bc_op code[] = {
        {INET_DIAG_BC_S_GE, 8, 20},
        {0, 0, (guint16)ports.min},
        {INET_DIAG_BC_S_LE, 8, 12},
        {0, 0, (guint16)ports.max},
    };

    return nla_put(message, INET_DIAG_REQ_BYTECODE, sizeof(code), code);
}

static int
list(NlSock *sock, guint8 family, VmgPorts ports, Search *search)
{
    struct inet_diag_req_v2 request = {.sdiag_family = family,
                                       .sdiag_protocol = IPPROTO_TCP,
                                       .idiag_states = 1U << TCP_ESTABLISHED};
    g_autoptr(NlMsg) message = nlmsg_alloc_simple(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP);
    int code =
        message ? nlmsg_append(message, &request, sizeof(request), NLMSG_ALIGNTO) : -NLE_NOMEM;

    if (code >= 0)
        code = add_filter(message, ports);
    if (code >= 0)
        code = nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, look_at, search);
    if (code >= 0)
        code = nl_send_auto(sock, message);
    return code < 0 ? code : nl_recvmsgs_default(sock);
}

/* Lists the connections of IPv4 and of IPv6. A host without IPv6 has no connections of IPv6. If the
 * kernel's list changes meanwhile, the next look reads it again. */
static gboolean
search_all(Search *search, VmgPorts ports)
{
    g_autoptr(NlSock) sock = nl_socket_alloc();
    int code = sock ? nl_connect(sock, NETLINK_SOCK_DIAG) : -NLE_NOMEM;

    if (code >= 0)
        code = list(sock, AF_INET, ports, search);
    if (code >= 0 || code == -NLE_DUMP_INTR)
        list(sock, AF_INET6, ports, search);
    return code >= 0 || code == -NLE_DUMP_INTR;
}

/* Every QEMU has sockets, for example the socket of its monitor. If read_inodes() finds no sockets
 * of a QEMU, the agent is not allowed to see the sockets of this QEMU. */
char *
vmg_sockets_find(int pid, VmgPorts ports, gboolean *seen)
{
    g_autoptr(GHashTable) inodes = read_inodes(pid);
    Search search = {inodes, NULL};

    *seen = g_hash_table_size(inodes) > 0 && is_in_our_namespace(pid) && search_all(&search, ports);
    return search.address;
}
