/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/connection.h"

#include "agent/base/work.h"
#include "agent/virt/lifecycle.h"
#include "agent/virt/session.h"
#include "base/xml.h"

#include <glib-unix.h>
#include <unistd.h>

enum {
    /* longest pause between two tries to connect; guests that end in the pause count as active */
    RETRY_MAX_SECONDS = 2,
    /* two, because the question for the list of guests may have to wait for a guest */
    THREADS = 2,
};

struct VmgConnection {
    char *uri;
    VmgSay *say;
    const VmgConnectionEvents *events;
    gpointer data;
    VmgWork *work;       /* has THREADS threads, for questions that may take long */
    VmgSession *session; /* NULL while libvirt does not answer */
    guint readable;      /* the source of the socket; 0 while events are being read */
    guint retry;         /* the source of the timer for the next try; 0 = none */
    guint retry_seconds;
    gboolean opening;
    gboolean closed; /* the agent has closed the connection for good */
    gboolean reading_resources;
    gboolean resources_again;
    gboolean resources_changed; /* libvirt reported that a network or a pool has changed */
    gboolean doubts;            /* another daemon may answer now: read networks and pools again */
};

/* A question to libvirt and its answer. */
typedef struct {
    VmgConnection *connection;
    char *uri;
    virConnect *connect;
    VmgSession *session;
    GPtrArray *guests;
    GPtrArray *networks;
    GPtrArray *pools;
    gboolean alive;
    GError *error;
} Question;

static void begin_open(VmgConnection *connection);
static void drop(VmgConnection *connection);
static void lose(VmgConnection *connection, const char *why);
static void watch_socket(VmgConnection *connection);

static virConnect *
current(const VmgConnection *connection)
{
    return connection->session ? connection->session->connect : NULL;
}

static Question *
question_new(VmgConnection *connection)
{
    Question *question = g_new0(Question, 1);

    question->connection = connection;
    question->connect = current(connection);
    if (question->connect)
        virConnectRef(question->connect);
    return question;
}

/* Whether the answer belongs to the present connection. */
static gboolean
is_current(const Question *question)
{
    return question->connect && question->connect == current(question->connection);
}

static void
question_free(Question *question)
{
    if (question->connect)
        virConnectClose(question->connect);
    vmg_session_free(question->session);
    g_clear_pointer(&question->guests, g_ptr_array_unref);
    g_clear_pointer(&question->networks, g_ptr_array_unref);
    g_clear_pointer(&question->pools, g_ptr_array_unref);
    g_clear_error(&question->error);
    g_free(question->uri);
    g_free(question);
}

/* The following functions handle events of libvirt. libvirt calls them on the main loop, also for a
 * connection that was replaced or that is not in use yet. */

static int
on_lifecycle(virConnect *connect, virDomain *domain, int event, int detail, void *data)
{
    const VmgConnection *connection = data;

    if (connect != current(connection))
        return 0;
    vmg_lifecycle_tell(connection->events, connection->data, domain, event, detail);
    connection->events->list_changed(connection->data);
    return 0;
}

static void
on_device(virConnect *connect, virDomain *domain, const char *alias G_GNUC_UNUSED, void *data)
{
    const VmgConnection *connection = data;

    if (connect == current(connection))
        connection->events->guest(connection->data, domain);
}

static void
on_metadata(virConnect *connect, virDomain *domain, int type, const char *uri, void *data)
{
    const VmgConnection *connection = data;

    if (connect == current(connection) && type == VIR_DOMAIN_METADATA_ELEMENT &&
        g_strcmp0(uri, VMG_XMLNS) == 0)
        connection->events->metadata(connection->data, domain);
}

static void
on_iteration(virConnect *connect, virDomain *domain, int iteration G_GNUC_UNUSED, void *data)
{
    const VmgConnection *connection = data;

    if (connect == current(connection))
        connection->events->guest_leaves(connection->data, domain);
}

/* The following functions read networks and pools after an event. */

static void
run_resources(gpointer data)
{
    Question *question = data;

    question->networks = vmg_session_read_networks(question->connect, NULL);
    question->pools = vmg_session_read_pools(question->connect, NULL);
}

/* Opens the connection again. The daemons of networks and pools can be other daemons than the one
 * that the agent is connected to. If such a daemon was restarted or starts late, only a new session
 * gets its events. */
static void
reopen(VmgConnection *connection)
{
    vmg_say(LOG_INFO, "%s: opened again, because a daemon of libvirt started or ended",
            connection->uri);
    drop(connection);
    begin_open(connection);
}

static void
resources_done(gpointer data)
{
    Question *question = data;
    VmgConnection *connection = question->connection;
    gboolean changed = connection->resources_changed, doubts = connection->doubts;

    connection->reading_resources = connection->resources_changed = FALSE;
    connection->doubts =
        is_current(question) &&
        vmg_session_is_other(connection->session, question->networks, question->pools);
    if (connection->doubts && doubts)
        reopen(connection);
    else if (connection->doubts)
        connection->resources_again = TRUE;
    else if (is_current(question))
        connection->events->resources(connection->data, question->networks, question->pools,
                                      changed);
    question_free(question);
    if (connection->resources_again)
        vmg_connection_read_resources(connection);
}

void
vmg_connection_read_resources(VmgConnection *connection)
{
    connection->resources_again = connection->reading_resources;
    if (connection->reading_resources || !connection->session)
        return;
    connection->reading_resources = TRUE;
    vmg_work_push(connection->work, run_resources, resources_done, question_new(connection));
}

static void
resources_changed(VmgConnection *connection, const virConnect *connect)
{
    if (connection->opening) {
        connection->resources_again = TRUE;
    } else if (connect == current(connection)) {
        connection->resources_changed = TRUE;
        vmg_connection_read_resources(connection);
    }
}

static void
on_network(virConnect *connect, virNetwork *network G_GNUC_UNUSED, int event G_GNUC_UNUSED,
           int detail G_GNUC_UNUSED, void *data)
{
    resources_changed(data, connect);
}

static void
on_pool(virConnect *connect, virStoragePool *pool G_GNUC_UNUSED, int event G_GNUC_UNUSED,
        int detail G_GNUC_UNUSED, void *data)
{
    resources_changed(data, connect);
}

static gboolean
check_alive(gpointer data)
{
    VmgConnection *connection = data;

    if (connection->session && virConnectIsAlive(current(connection)) != 1)
        lose(connection, "connection lost");
    return G_SOURCE_REMOVE;
}

/* libvirt calls this on any thread and with locks held, so the main loop checks the connection. */
static void
on_closed(virConnect *connect G_GNUC_UNUSED, int reason G_GNUC_UNUSED, void *data)
{
    g_idle_add_full(G_PRIORITY_DEFAULT, check_alive, data, NULL);
}

static const VmgSessionCallbacks callbacks = {
    .lifecycle = on_lifecycle,
    .device_added = on_device,
    .device_removed = on_device,
    .metadata = on_metadata,
    .iteration = on_iteration,
    .network = on_network,
    .pool = on_pool,
    .closed = on_closed,
};

static void
run_guests(gpointer data)
{
    Question *question = data;

    question->guests = vmg_session_read_guests(question->connect, &question->error);
}

static void
guests_done(gpointer data)
{
    Question *question = data;
    VmgConnection *connection = question->connection;
    guint count = question->guests ? question->guests->len : 0;

    if (is_current(question) && !question->guests)
        lose(connection, question->error->message);
    for (guint i = 0; is_current(question) && i < count; i++)
        connection->events->guest(connection->data, g_ptr_array_index(question->guests, i));
    if (is_current(question) && question->guests)
        connection->events->told(connection->data);
    question_free(question);
}

/* If events wait on the socket, these functions call libvirt: any call makes it read all events. */

static void
run_read(gpointer data)
{
    Question *question = data;
    unsigned long version;

    virConnectGetLibVersion(question->connect, &version);
    question->alive = virConnectIsAlive(question->connect) == 1;
}

static void
read_done(gpointer data)
{
    Question *question = data;
    VmgConnection *connection = question->connection;

    if (is_current(question)) {
        if (question->alive)
            watch_socket(connection);
        else
            lose(connection, "connection lost");
    }
    question_free(question);
}

static gboolean
on_readable(gint fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
    VmgConnection *connection = data;

    connection->readable = 0;
    vmg_work_push(connection->work, run_read, read_done, question_new(connection));
    return G_SOURCE_REMOVE;
}

static void
watch_socket(VmgConnection *connection)
{
    if (connection->session->socket >= 0 && !connection->readable)
        connection->readable = g_unix_fd_add(
            connection->session->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, connection);
}

/* The following functions close the connection and open it again. */

static void
run_close(gpointer data)
{
    vmg_session_free(g_steal_pointer(&((Question *)data)->session));
}

static void
close_done(gpointer data)
{
    question_free(data);
}

/* Closes the session in a worker, because libvirtd can hang. The guests' references to the
 * connection must have been freed before. */
static void
close_later(VmgConnection *connection, VmgSession *session)
{
    Question *question = g_new0(Question, 1);

    question->connection = connection;
    question->session = session;
    vmg_work_push(connection->work, run_close, close_done, question);
}

static void
drop(VmgConnection *connection)
{
    VmgSession *session = g_steal_pointer(&connection->session);

    if (!session)
        return;
    g_clear_handle_id(&connection->readable, g_source_remove);
    connection->events->lost(connection->data);
    close_later(connection, session);
}

static gboolean
on_retry(gpointer data)
{
    VmgConnection *connection = data;

    connection->retry = 0;
    begin_open(connection);
    return G_SOURCE_REMOVE;
}

static void
retry_later(VmgConnection *connection)
{
    if (connection->closed || connection->retry)
        return;
    connection->retry = g_timeout_add_seconds(connection->retry_seconds, on_retry, connection);
    connection->retry_seconds = MIN(connection->retry_seconds * 2, RETRY_MAX_SECONDS);
}

static void
lose(VmgConnection *connection, const char *why)
{
    vmg_say_wrong(connection->say, "libvirt", "%s: %s; trying again until it is back",
                  connection->uri, why);
    drop(connection);
    retry_later(connection);
}

static void
run_open(gpointer data)
{
    Question *question = data;

    question->session =
        vmg_session_open(question->uri, &callbacks, question->connection, &question->error);
}

static void
take_session(VmgConnection *connection, VmgSession *session)
{
    connection->session = session;
    connection->retry_seconds = 1;
    vmg_say_right(connection->say, "libvirt", "%s: connected", connection->uri);
    connection->events->connected(connection->data, session->connect, session->uuid,
                                  session->networks, session->pools);
    vmg_work_push(connection->work, run_guests, guests_done, question_new(connection));
    watch_socket(connection);
    if (connection->resources_again)
        vmg_connection_read_resources(connection);
}

static void
open_done(gpointer data)
{
    Question *question = data;
    VmgConnection *connection = question->connection;
    gboolean wanted = !connection->closed && g_strcmp0(question->uri, connection->uri) == 0;

    connection->opening = FALSE;
    if (question->session && wanted) {
        take_session(connection, g_steal_pointer(&question->session));
    } else if (question->session) {
        /* The URI has changed, or the agent ends. */
        close_later(connection, g_steal_pointer(&question->session));
        begin_open(connection);
    } else {
        vmg_say_wrong(connection->say, "libvirt", "%s: %s; trying again until it is there",
                      question->uri, question->error->message);
        retry_later(connection);
    }
    question_free(question);
}

static void
begin_open(VmgConnection *connection)
{
    Question *question;

    if (connection->closed || connection->opening || connection->session)
        return;
    connection->opening = TRUE;
    question = question_new(connection);
    question->uri = g_strdup(connection->uri);
    vmg_work_push(connection->work, run_open, open_done, question);
}

VmgConnection *
vmg_connection_new(const char *uri, VmgSay *say, const VmgConnectionEvents *events, gpointer data)
{
    VmgConnection *connection = g_new0(VmgConnection, 1);

    connection->uri = g_strdup(uri);
    connection->say = say;
    connection->events = events;
    connection->data = data;
    connection->work = vmg_work_new(THREADS);
    connection->retry_seconds = 1;
    begin_open(connection);
    return connection;
}

void
vmg_connection_free(VmgConnection *connection)
{
    if (!connection)
        return;
    vmg_work_free(connection->work);
    g_free(connection->uri);
    g_free(connection);
}

void
vmg_connection_set_uri(VmgConnection *connection, const char *uri)
{
    if (g_strcmp0(uri, connection->uri) == 0)
        return;
    g_free(connection->uri);
    connection->uri = g_strdup(uri);
    g_clear_handle_id(&connection->retry, g_source_remove);
    drop(connection);
    begin_open(connection);
}

void
vmg_connection_close(VmgConnection *connection)
{
    connection->closed = TRUE;
    g_clear_handle_id(&connection->retry, g_source_remove);
    drop(connection);
}

gboolean
vmg_connection_is_idle(const VmgConnection *connection)
{
    return vmg_work_pending(connection->work) == 0;
}

gboolean
vmg_connection_is_up(const VmgConnection *connection)
{
    return connection->session != NULL;
}

int
vmg_connection_daemon(const VmgConnection *connection)
{
    return connection->session ? vmg_session_daemon(connection->session) : 0;
}
