/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection to libvirt is opened again when a daemon for networks or storage starts or
 * stops. The test replaces the functions that open connections by its own, which use libvirt's
 * test driver. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/virt/connection.h"
#include "agent/virt/session.h"

enum { WAIT_MS = 3000 };

/* The linker's --wrap calls these functions instead of those of the session. */
VmgSession *__wrap_vmg_session_open(const char *uri, const VmgSessionCallbacks *callbacks,
                                    gpointer data, GError **error);
GPtrArray *__wrap_vmg_session_read_networks(virConnect *connect, GError **error);
GPtrArray *__wrap_vmg_session_read_pools(virConnect *connect, GError **error);
GPtrArray *__wrap_vmg_session_read_guests(virConnect *connect, GError **error);

/* Whether the daemons for networks and pools answer, and how many questions about networks still
 * fail. Threads read these variables while the main loop waits for the threads. */
static gint networks_answer, pools_answer, failures;

static GPtrArray *
list(void)
{
    return g_ptr_array_new();
}

GPtrArray *
__wrap_vmg_session_read_networks(virConnect *connect G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    if (g_atomic_int_get(&failures) > 0) {
        g_atomic_int_add(&failures, -1);
        return NULL;
    }
    return g_atomic_int_get(&networks_answer) ? list() : NULL;
}

GPtrArray *
__wrap_vmg_session_read_pools(virConnect *connect G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    return g_atomic_int_get(&pools_answer) ? list() : NULL;
}

GPtrArray *
__wrap_vmg_session_read_guests(virConnect *connect G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    return list();
}

VmgSession *
__wrap_vmg_session_open(const char *uri, const VmgSessionCallbacks *callbacks G_GNUC_UNUSED,
                        gpointer data G_GNUC_UNUSED, GError **error)
{
    VmgSession *session = g_new0(VmgSession, 1);

    session->socket = session->network_event = session->pool_event = -1;
    for (int i = 0; i < VMG_SESSION_EVENTS; i++)
        session->events[i] = -1;
    session->connect = virConnectOpen(uri);
    session->networks = __wrap_vmg_session_read_networks(NULL, error);
    session->pools = __wrap_vmg_session_read_pools(NULL, error);
    return session;
}

typedef struct {
    guint connected, lost, answers;
    gboolean networks, pools; /* whether networks and pools were known in the last answer */
} Heard;

static void
on_connected(gpointer data, virConnect *connect G_GNUC_UNUSED, const char *uuid G_GNUC_UNUSED,
             GPtrArray *networks, GPtrArray *pools)
{
    Heard *heard = data;

    heard->connected++;
    heard->networks = networks != NULL;
    heard->pools = pools != NULL;
}

static void
on_resources(gpointer data, GPtrArray *networks, GPtrArray *pools, gboolean changed)
{
    Heard *heard = data;

    assert_false(changed);
    heard->answers++;
    heard->networks = networks != NULL;
    heard->pools = pools != NULL;
}

static void
on_lost(gpointer data)
{
    ((Heard *)data)->lost++;
}

static void
on_told(gpointer data G_GNUC_UNUSED)
{
}

static const VmgConnectionEvents events = {
    .connected = on_connected,
    .resources = on_resources,
    .lost = on_lost,
    .told = on_told,
};

static gboolean
on_timeout(gpointer data)
{
    *(gboolean *)data = TRUE;
    return G_SOURCE_REMOVE;
}

static void
settle(const VmgConnection *connection)
{
    gboolean late = FALSE;
    guint source = g_timeout_add(WAIT_MS, on_timeout, &late);

    while (!late && !vmg_connection_is_idle(connection))
        g_main_context_iteration(NULL, TRUE);
    assert_false(late);
    g_source_remove(source);
}

/* Lets the agent ask for networks and pools, as it does at the end of each facts-period. */
static void
ask(VmgConnection *connection)
{
    vmg_connection_read_resources(connection);
    settle(connection);
}

static void
end(VmgConnection *connection)
{
    vmg_connection_close(connection);
    settle(connection);
}

static void
a_daemon_that_restarts_is_seen(void **state G_GNUC_UNUSED)
{
    Heard heard = {0};
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(VmgConnection) connection = NULL;

    networks_answer = pools_answer = 1;
    connection = vmg_connection_new("test:///default", say, &events, &heard);
    settle(connection);
    assert_int_equal(heard.connected, 1);
    ask(connection);
    assert_int_equal(heard.answers, 1);
    /* The daemon for networks stops, so questions about networks fail. The agent then opens the
     * connection again, and the new session has no list of networks. */
    networks_answer = 0;
    ask(connection);
    assert_int_equal(heard.connected, 2);
    assert_int_equal(heard.lost, 1);
    assert_false(heard.networks);
    assert_true(heard.pools);
    /* While the daemon is stopped, the connection is not opened again. */
    ask(connection);
    ask(connection);
    assert_int_equal(heard.connected, 2);
    networks_answer = 1;
    ask(connection);
    assert_int_equal(heard.connected, 3);
    assert_true(heard.networks);
    ask(connection);
    assert_int_equal(heard.connected, 3);
    end(connection);
}

static void
a_daemon_that_starts_late_is_seen(void **state G_GNUC_UNUSED)
{
    Heard heard = {0};
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(VmgConnection) connection = NULL;

    networks_answer = 1;
    pools_answer = 0;
    connection = vmg_connection_new("test:///default", say, &events, &heard);
    settle(connection);
    assert_false(heard.pools);
    ask(connection);
    assert_false(heard.pools);
    pools_answer = 1;
    ask(connection);
    assert_true(heard.pools);
    assert_int_equal(heard.connected, 2);
    end(connection);
}

static void
one_failure_opens_nothing(void **state G_GNUC_UNUSED)
{
    Heard heard = {0};
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(VmgConnection) connection = NULL;

    networks_answer = pools_answer = 1;
    connection = vmg_connection_new("test:///default", say, &events, &heard);
    settle(connection);
    for (guint i = 1; i <= 3; i++) {
        failures = 1;
        ask(connection);
        assert_int_equal(heard.answers, i);
    }
    assert_int_equal(heard.connected, 1);
    end(connection);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_daemon_that_restarts_is_seen),
        cmocka_unit_test(a_daemon_that_starts_late_is_seen),
        cmocka_unit_test(one_failure_opens_nothing),
    };

    return cmocka_run_group_tests_name("agent: connection", tests, NULL, NULL);
}
