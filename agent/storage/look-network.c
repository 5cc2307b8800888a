/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/look-network.h"

#include "agent/network/ethtool.h"
#include "probe/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    LISTENING = 0x0a, /* the kernel's TCP_LISTEN, as /proc/net/tcp shows it */
};

/* An IP address and a port. QEMU can't listen on them if another socket already uses them. */
typedef struct {
    int family;
    guint port;
    guint32 address[4]; /* in network byte order; IPv4 has one word */
} Place;

static gboolean
is_zero(const Place *place)
{
    static const guint32 zero[4];

    return memcmp(place->address, zero, sizeof(zero)) == 0;
}

/* "ADDRESS PORT" */
static gboolean
read_place(const char *text, Place *place)
{
    g_auto(GStrv) words = g_strsplit(text, " ", 2);
    guint64 port = 0;

    memset(place, 0, sizeof(*place));
    if (!words[0] || !words[1] ||
        !g_ascii_string_to_unsigned(words[1], 10, 1, G_MAXUINT16, &port, NULL))
        return FALSE;
    place->port = (guint)port;
    place->family = strchr(words[0], ':') ? AF_INET6 : AF_INET;
    if (strcmp(words[0], "localhost") == 0)
        return inet_pton(AF_INET, "127.0.0.1", place->address) == 1;
    return inet_pton(place->family, words[0], place->address) == 1;
}

/* An address in /proc/net/tcp: 32-bit words in the host's order, each as eight digits. */
static gboolean
read_words(const char *text, gsize count, Place *place)
{
    memset(place->address, 0, sizeof(place->address));
    for (gsize i = 0; i < count; i++) {
        char word[9] = {0};

        memcpy(word, text + 8 * i, 8);
        place->address[i] = (guint32)g_ascii_strtoull(word, NULL, 16);
    }
    return text[8 * count] == ':';
}

/* Reads one line of /proc/net/tcp or udp: "sl: ADDRESS:PORT ADDRESS:PORT STATE ...". A bound UDP
 * socket prevents that QEMU binds the port, whatever its state is. */
static gboolean
is_in_the_way(const char *line, const Place *place, gboolean udp)
{
    gsize words = place->family == AF_INET6 ? 4 : 1;
    const char *local = strstr(line, ": ");
    Place other = {0};
    g_auto(GStrv) parts = NULL;

    if (!local)
        return FALSE;
    parts = g_strsplit(local + 2, " ", 4);
    if (g_strv_length(parts) < 3 || strlen(parts[0]) != 8 * words + 5 ||
        (!udp && g_ascii_strtoull(parts[2], NULL, 16) != LISTENING) ||
        !read_words(parts[0], words, &other) ||
        g_ascii_strtoull(parts[0] + 8 * words + 1, NULL, 16) != place->port)
        return FALSE;
    return is_zero(place) || is_zero(&other) ||
           memcmp(place->address, other.address, sizeof(other.address)) == 0;
}

static char
look_into(int daemon, const char *table, const Place *place)
{
    g_autofree char *process = daemon > 0 ? g_strdup_printf("%d", daemon) : g_strdup("self");
    g_autofree char *path = g_strdup_printf("/proc/%s/net/%s", process, table), *text = NULL;
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return VMG_PROBE_UNKNOWN;
    lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (is_in_the_way(lines[i], place, g_str_has_prefix(table, "udp")))
            return VMG_PROBE_THERE;
    return VMG_PROBE_MISSING;
}

static char
look_at_port(int daemon, const char *text, const char *ipv4, const char *ipv6)
{
    Place place;

    if (!read_place(text, &place))
        return VMG_PROBE_UNKNOWN;
    return look_into(daemon, place.family == AF_INET6 ? ipv6 : ipv4, &place);
}

/* Whether a service listens on the address and port TEXT. Does not connect to the service, because
 * the service would notice. A service that listens on all IPv6 addresses may serve IPv4 as well. */
static char
look_at_service(int daemon, const char *text)
{
    Place any = {.family = AF_INET6}, place;
    char state;

    if (!read_place(text, &place))
        return VMG_PROBE_UNKNOWN;
    state = look_into(daemon, "tcp", &place);
    any.port = place.port;
    if (state == VMG_PROBE_MISSING && look_into(daemon, "tcp6", &any) == VMG_PROBE_THERE)
        return VMG_PROBE_THERE;
    return state;
}

/* Reads the name of the driver of a network device into INFO. Returns VMG_PROBE_*: whether there is
 * such a device. */
static char
read_driver(const char *device, struct ethtool_drvinfo *info)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), reason;

    if (fd < 0)
        return VMG_PROBE_UNKNOWN;
    memset(info, 0, sizeof(*info));
    info->cmd = ETHTOOL_GDRVINFO;
    reason = vmg_ethtool_ask(fd, device, info);
    close(fd);
    if (reason == 0)
        return VMG_PROBE_THERE;
    return reason == ENODEV || reason == EOPNOTSUPP ? VMG_PROBE_MISSING : VMG_PROBE_UNKNOWN;
}

static char
look_at_bridge(const char *name)
{
    struct ethtool_drvinfo info;
    char state = read_driver(name, &info);

    if (state != VMG_PROBE_THERE)
        return state;
    return strcmp(info.driver, "bridge") == 0 || strcmp(info.driver, "openvswitch") == 0
               ? VMG_PROBE_THERE
               : VMG_PROBE_MISSING;
}

/* Whether a process holds the tap, so that QEMU can't use it. A persistent tap can exist without a
 * process, and several processes can open a tap with several queues; taps of these two kinds count
 * as not held. */
static char
look_whether_held(const char *tap)
{
    g_autofree char *path = g_strdup_printf("/sys/class/net/%s/tun_flags", tap);
    g_autofree char *text = NULL;
    guint64 flags;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return VMG_PROBE_UNKNOWN;
    flags = g_ascii_strtoull(text, NULL, 16);
    return (flags & (IFF_PERSIST | IFF_MULTI_QUEUE)) == 0 ? VMG_PROBE_THERE : VMG_PROBE_MISSING;
}

static char
look_whether_taken(const char *name)
{
    struct ethtool_drvinfo info;
    char state = read_driver(name, &info);

    if (state != VMG_PROBE_THERE || strcmp(info.driver, "tun") != 0)
        return state;
    return look_whether_held(name);
}

gboolean
vmg_look_network_knows(char what)
{
    return what == VMG_PROBE_PORT || what == VMG_PROBE_UDP_PORT || what == VMG_PROBE_SERVICE ||
           what == VMG_PROBE_BRIDGE || what == VMG_PROBE_DEVICE || what == VMG_PROBE_TAKEN;
}

char
vmg_look_network(int daemon, char what, const char *text)
{
    if (what == VMG_PROBE_PORT)
        return look_at_port(daemon, text, "tcp", "tcp6");
    if (what == VMG_PROBE_UDP_PORT)
        return look_at_port(daemon, text, "udp", "udp6");
    if (what == VMG_PROBE_SERVICE)
        return look_at_service(daemon, text);
    if (*text == '\0' || strchr(text, '/') || strlen(text) >= IFNAMSIZ)
        return VMG_PROBE_UNKNOWN;
    if (what == VMG_PROBE_BRIDGE)
        return look_at_bridge(text);
    if (what == VMG_PROBE_TAKEN)
        return look_whether_taken(text);
    if (if_nametoindex(text) > 0)
        return VMG_PROBE_THERE;
    return errno == ENODEV ? VMG_PROBE_MISSING : VMG_PROBE_UNKNOWN;
}
