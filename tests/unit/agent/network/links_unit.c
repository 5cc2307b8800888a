/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads network devices from the kernel, in a network namespace that the test makes for itself. */
#include "tests/unit/support/helper.h"

#include "agent/network/links.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ROUTES = 40000,
    BATCH = 100, /* routes in one message */
    GROWTH_KIB = 1024,
    WAIT_MS = 3000,
    QUIET_MS = 600,
};

typedef struct {
    struct nlmsghdr header;
    struct rtmsg route;
    struct rtattr device_header;
    guint32 device;
    struct rtattr to_header;
    struct in_addr to;
} Route;

static int sock = -1;

static gboolean
own_namespace(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int flags = geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWNET | CLONE_NEWUSER, any;

    if (unshare(flags) < 0)
        return FALSE;
    any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(ioctl(any, SIOCSIFFLAGS, &request), 0);
    close(any);
    sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    return sock >= 0;
}

/* Changes a route. TO is 0 for a default route; LEN is the length of the prefix. */
static void
fill(Route *route, guint16 type, guint32 to, guint8 len)
{
    *route = (Route){
        .header = {.nlmsg_len = sizeof(*route),
                   .nlmsg_type = type,
                   .nlmsg_flags = NLM_F_REQUEST | (type == RTM_NEWROUTE ? NLM_F_CREATE : 0)},
        .route = {.rtm_family = AF_INET,
                  .rtm_dst_len = len,
                  .rtm_table = RT_TABLE_MAIN,
                  .rtm_protocol = RTPROT_STATIC,
                  .rtm_scope = RT_SCOPE_LINK,
                  .rtm_type = RTN_UNICAST},
        .device_header = {RTA_LENGTH(sizeof(guint32)), RTA_OIF},
        .device = if_nametoindex("lo"),
        .to_header = {RTA_LENGTH(sizeof(struct in_addr)), RTA_DST},
        .to = {htonl(to)},
    };
}

static void
change_route(guint16 type, guint32 to, guint8 len)
{
    Route route;

    fill(&route, type, to, len);
    assert_int_equal(send(sock, &route, sizeof(route), 0), sizeof(route));
}

static void
add_routes(guint32 first)
{
    g_autofree Route *routes = g_new0(Route, BATCH);

    for (guint32 i = 0; i < ROUTES; i += BATCH) {
        for (guint32 j = 0; j < BATCH; j++)
            fill(&routes[j], RTM_NEWROUTE, first + i + j, 32);
        assert_int_equal(send(sock, routes, BATCH * sizeof(*routes), 0), BATCH * sizeof(*routes));
    }
}

static guint64
memory_kib(void)
{
    g_autofree char *text = NULL;
    const char *line;

    assert_true(g_file_get_contents("/proc/self/status", &text, NULL, NULL));
    line = strstr(text, "RssAnon:");
    return line ? g_ascii_strtoull(line + strlen("RssAnon:"), NULL, 10) : 0;
}

static void
needs_namespace(void)
{
    if (sock < 0)
        skip(); /* ordinary users can't make a network namespace on this system */
}

static void
read_links(guint defaults)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgLinks) links = vmg_links_read(&error);

    assert_null(error);
    assert_true(links->links->len > 0);
    assert_int_equal(links->default_ifindexes->len, defaults);
    for (guint i = 0; i < defaults; i++)
        assert_int_equal(g_array_index(links->default_ifindexes, int, i), if_nametoindex("lo"));
}

static void
a_default_route_is_found(void **state G_GNUC_UNUSED)
{
    needs_namespace();
    read_links(0);
    change_route(RTM_NEWROUTE, 0, 0);
    change_route(RTM_NEWROUTE, 0, 8); /* this is not a default route */
    read_links(1);
}

typedef struct {
    guint calls;
    gboolean changed;
} Heard;

static void
on_links(gpointer data, VmgLinks *links, gboolean changed, const GError *error)
{
    Heard *heard = data;

    assert_null(error);
    vmg_links_free(links);
    heard->calls++;
    heard->changed = changed;
}

static gboolean
on_timeout(gpointer data)
{
    *(gboolean *)data = TRUE;
    return G_SOURCE_REMOVE;
}

/* Runs the main loop until the callback was called, but no longer than this many milliseconds. */
static void
wait_for(const Heard *heard, guint ms)
{
    gboolean late = FALSE;
    guint source = g_timeout_add(ms, on_timeout, &late), before = heard->calls;

    while (!late && heard->calls == before)
        g_main_context_iteration(NULL, TRUE);
    if (!late)
        g_source_remove(source);
}

static void
only_default_routes_are_news(void **state G_GNUC_UNUSED)
{
    Heard heard = {0};
    g_autoptr(VmgLinksWatch) watch = NULL;

    needs_namespace();
    watch = vmg_links_watch(on_links, &heard, NULL);
    assert_non_null(watch);
    vmg_links_watch_ask(watch);
    wait_for(&heard, WAIT_MS);
    assert_int_equal(heard.calls, 1);
    assert_false(heard.changed);
    change_route(RTM_NEWROUTE, 0x0a000001, 32);
    change_route(RTM_DELROUTE, 0x0a000001, 32);
    wait_for(&heard, QUIET_MS);
    assert_int_equal(heard.calls, 1);
    change_route(RTM_DELROUTE, 0, 0);
    wait_for(&heard, WAIT_MS);
    assert_int_equal(heard.calls, 2);
    assert_true(heard.changed);
    change_route(RTM_NEWROUTE, 0, 0);
    wait_for(&heard, WAIT_MS);
    assert_int_equal(heard.calls, 3);
}

static void
many_routes_cost_little(void **state G_GNUC_UNUSED)
{
    guint64 memory;

    needs_namespace();
    /* The sanitizers keep memory that was freed, so the memory that is in use can't be measured. */
#ifdef __SANITIZE_ADDRESS__
    skip();
#endif
    if (g_getenv("VMG_ON_VALGRIND"))
        skip();
    add_routes(0x14000000);
    read_links(1);
    memory = memory_kib();
    read_links(1);
    assert_true((gint64)(memory_kib() - memory) < GROWTH_KIB);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_default_route_is_found),
        cmocka_unit_test(only_default_routes_are_news),
        cmocka_unit_test(many_routes_cost_little),
    };

    if (!own_namespace())
        print_message("no network namespace: %s\n", g_strerror(errno));
    return cmocka_run_group_tests_name("agent: rtnetlink", tests, NULL, NULL);
}
