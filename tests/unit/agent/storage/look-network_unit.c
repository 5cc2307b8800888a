/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports and network devices of this machine. */
#include "agent/storage/look-network.h"

#include "probe/probe.h"
#include "tests/unit/support/helper.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* Listens on ADDRESS, on a port that the kernel chooses. Returns -1 if this machine does not have
 * ADDRESS. */
static int
listen_on(const char *address, guint *port)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } at = {0};
    socklen_t size = sizeof(at);
    int fd;

    at.any.sa_family = inet_pton(AF_INET, address, &at.v4.sin_addr) == 1 ? AF_INET : AF_INET6;
    if (at.any.sa_family == AF_INET6)
        inet_pton(AF_INET6, address, &at.v6.sin6_addr);
    fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, &at.any, size) < 0 || listen(fd, 1) < 0 || getsockname(fd, &at.any, &size) < 0) {
        close(fd);
        return -1;
    }
    *port = ntohs(at.any.sa_family == AF_INET ? at.v4.sin_port : at.v6.sin6_port);
    return fd;
}

static char
port_at(int daemon, const char *address, guint port)
{
    g_autofree char *text = g_strdup_printf("%s %u", address, port);

    return vmg_look_network(daemon, VMG_PROBE_PORT, text);
}

static void
who_listens(void **state G_GNUC_UNUSED)
{
    guint port = 0;
    int fd = listen_on("127.0.0.1", &port);

    assert_true(fd >= 0);
    assert_int_equal(port_at(0, "127.0.0.1", port), VMG_PROBE_THERE);
    assert_int_equal(port_at(getpid(), "localhost", port), VMG_PROBE_THERE);
    assert_int_equal(port_at(0, "0.0.0.0", port), VMG_PROBE_THERE);
    assert_int_equal(port_at(0, "127.0.0.2", port), VMG_PROBE_MISSING);
    close(fd);
    assert_int_equal(port_at(0, "127.0.0.1", port), VMG_PROBE_MISSING);
    fd = listen_on("0.0.0.0", &port);
    assert_int_equal(port_at(0, "127.0.0.2", port), VMG_PROBE_THERE);
    close(fd);
    fd = listen_on("::1", &port);
    assert_int_equal(fd >= 0 ? port_at(0, "::1", port) : VMG_PROBE_THERE, VMG_PROBE_THERE);
    if (fd >= 0)
        close(fd);
}

static char
udp_port_at(const char *address, guint port)
{
    g_autofree char *text = g_strdup_printf("%s %u", address, port);

    return vmg_look_network(0, VMG_PROBE_UDP_PORT, text);
}

static void
who_has_a_udp_port(void **state G_GNUC_UNUSED)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof(at);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    assert_int_equal(udp_port_at("127.0.0.1", ntohs(at.sin_port)), VMG_PROBE_THERE);
    assert_int_equal(udp_port_at("0.0.0.0", ntohs(at.sin_port)), VMG_PROBE_THERE);
    assert_int_equal(udp_port_at("127.0.0.2", ntohs(at.sin_port)), VMG_PROBE_MISSING);
    assert_int_equal(port_at(0, "127.0.0.1", ntohs(at.sin_port)), VMG_PROBE_MISSING);
    close(fd);
    assert_int_equal(udp_port_at("127.0.0.1", ntohs(at.sin_port)), VMG_PROBE_MISSING);
}

static char
service_at(const char *address, guint port)
{
    g_autofree char *text = g_strdup_printf("%s %u", address, port);

    return vmg_look_network(0, VMG_PROBE_SERVICE, text);
}

static void
who_serves(void **state G_GNUC_UNUSED)
{
    guint port = 0;
    int fd = listen_on("127.0.0.1", &port);

    assert_true(fd >= 0);
    assert_int_equal(service_at("127.0.0.1", port), VMG_PROBE_THERE);
    assert_int_equal(service_at("127.0.0.2", port), VMG_PROBE_MISSING);
    assert_int_equal(service_at("elsewhere", port), VMG_PROBE_UNKNOWN);
    close(fd);
    assert_int_equal(service_at("localhost", port), VMG_PROBE_MISSING);
    /* A socket of IPv6 takes connections of IPv4 as well. */
    fd = listen_on("::", &port);
    assert_int_equal(fd >= 0 ? service_at("127.0.0.1", port) : VMG_PROBE_THERE, VMG_PROBE_THERE);
    if (fd >= 0)
        close(fd);
}

static void
what_is_no_port(void **state G_GNUC_UNUSED)
{
    static const char *const texts[] = {"",    "127.0.0.1",      "127.0.0.1 ", "127.0.0.1 0",
                                        "x 5", "127.0.0.1 65536"};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_int_equal(vmg_look_network(0, VMG_PROBE_PORT, texts[i]), VMG_PROBE_UNKNOWN);
    assert_int_equal(port_at(G_MAXINT, "127.0.0.1", 5), VMG_PROBE_UNKNOWN);
}

static void
devices(void **state G_GNUC_UNUSED)
{
    static const char *const no_names[] = {"", "a/b", "a-name-that-is-too-long"};

    assert_int_equal(vmg_look_network(0, VMG_PROBE_DEVICE, "lo"), VMG_PROBE_THERE);
    assert_int_equal(vmg_look_network(0, VMG_PROBE_DEVICE, "no-such"), VMG_PROBE_MISSING);
    assert_int_equal(vmg_look_network(0, VMG_PROBE_BRIDGE, "lo"), VMG_PROBE_MISSING);
    assert_int_equal(vmg_look_network(0, VMG_PROBE_BRIDGE, "no-such"), VMG_PROBE_MISSING);
    assert_int_equal(vmg_look_network(0, VMG_PROBE_TAKEN, "no-such"), VMG_PROBE_MISSING);
    for (gsize i = 0; i < G_N_ELEMENTS(no_names); i++)
        assert_int_equal(vmg_look_network(0, VMG_PROBE_DEVICE, no_names[i]), VMG_PROBE_UNKNOWN);
    assert_true(vmg_look_network_knows(VMG_PROBE_TAKEN));
    assert_true(vmg_look_network_knows(VMG_PROBE_UDP_PORT));
    assert_false(vmg_look_network_knows(VMG_PROBE_FILE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_listens), cmocka_unit_test(who_has_a_udp_port),
        cmocka_unit_test(who_serves),  cmocka_unit_test(what_is_no_port),
        cmocka_unit_test(devices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
