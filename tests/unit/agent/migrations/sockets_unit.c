/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the connections of a process in the kernel's list of sockets. */
#include "tests/unit/support/helper.h"

#include "agent/migrations/sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    int listener, client, server;
    guint port; /* the listener has this port, and so has the server's end of the connection */
} Connection;

/* Listens on an IPv6 socket, which accepts clients of both address families, and connects a client
 * to the address TO. */
static gboolean
connect_to(Connection *connection, const char *to)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = in6addr_any};
    socklen_t size = sizeof(address);

    connection->listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    connection->client = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->listener < 0 || bind(connection->listener, (void *)&address, size) < 0 ||
        listen(connection->listener, 1) < 0 ||
        getsockname(connection->listener, (void *)&address, &size) < 0)
        return FALSE;
    connection->port = ntohs(address.sin6_port);
    inet_pton(AF_INET6, to, &address.sin6_addr);
    if (connect(connection->client, (void *)&address, size) < 0)
        return FALSE;
    connection->server = accept(connection->listener, NULL, NULL);
    return connection->server >= 0;
}

static void
end(const Connection *connection)
{
    close(connection->server);
    close(connection->client);
    close(connection->listener);
}

static void
assert_found(int pid, guint min, guint max, const char *address)
{
    const VmgPorts ports = {min, max};
    gboolean seen;
    g_autofree char *found = vmg_sockets_find(pid, ports, &seen);

    assert_true(seen);
    test_same("address", found ? found : "", address ? address : "");
}

static void
find(const char *to, const char *address)
{
    Connection connection = {-1, -1, -1, 0};
    guint port;

    if (!connect_to(&connection, to)) {
        end(&connection);
        skip(); /* this system has no IPv6 */
    }
    port = connection.port;
    assert_found(getpid(), port, port, address);
    assert_found(getpid(), port - 1, port + 1, address);
    assert_found(getpid(), port + 1, port + 1, NULL);
    assert_found(getpid(), port - 1, port - 1, NULL);
    close(connection.client);
    connection.client = -1;
    /* One end is closed, so the connection is no longer established. */
    assert_found(getpid(), port, port, NULL);
    end(&connection);
}

static void
a_connection_is_found(void **state G_GNUC_UNUSED)
{
    find("::ffff:127.0.0.1", "127.0.0.1");
}

static void
one_over_ipv6_is_found(void **state G_GNUC_UNUSED)
{
    find("::1", "::1");
}

/* Connections of another process are not found. */
static void
only_the_process_counts(void **state G_GNUC_UNUSED)
{
    Connection connection = {-1, -1, -1, 0};
    const VmgPorts all = {1, 65535};
    int pair[2], status, unused;
    gboolean seen;
    pid_t child;

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    child = fork();
    if (child == 0) {
        close(pair[0]);
        _exit(read(pair[1], &unused, 1) < 0);
    }
    assert_true(child > 0);
    close(pair[1]);
    if (connect_to(&connection, "::ffff:127.0.0.1"))
        assert_found(child, connection.port, connection.port, NULL);
    end(&connection);
    close(pair[0]);
    waitpid(child, &status, 0);
    assert_null(vmg_sockets_find(child, all, &seen));
    assert_false(seen);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_is_found),
        cmocka_unit_test(one_over_ipv6_is_found),
        cmocka_unit_test(only_the_process_counts),
    };

    return cmocka_run_group_tests_name("agent: sockets", tests, NULL, NULL);
}
