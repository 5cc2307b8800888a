/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/events.h"

#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <unistd.h>

typedef struct {
    int id;
    virEventTimeoutCallback callback;
    void *opaque;
    virFreeCallback free_opaque;
    GSource *source; /* NULL while the timer is off */
} Timer;

/* Global, because libvirt's functions for event loops get no context pointer. Any thread may set
 * timers; they fire on the main loop. */
static struct {
    GMutex lock;
    GHashTable *timers; /* id -> Timer */
    int last_id;
} loop;

/* libvirt has opened a socket on this thread, which this event loop does not watch. This is a copy
 * of the socket: the file descriptor plus 1; NULL = there is none. */
static GPrivate refused_socket;

static gboolean
fire(gpointer data)
{
    Timer *timer = data;

    timer->callback(timer->id, timer->opaque);
    return G_SOURCE_CONTINUE;
}

static void
stop(Timer *timer)
{
    if (timer->source) {
        g_source_destroy(timer->source);
        g_source_unref(timer->source);
    }
    timer->source = NULL;
}

/* Starts the timer with an interval in milliseconds; a negative interval only stops the timer. */
static void
start(Timer *timer, int interval)
{
    stop(timer);
    if (interval < 0)
        return;
    timer->source = g_timeout_source_new((guint)interval);
    g_source_set_callback(timer->source, fire, timer, NULL);
    g_source_attach(timer->source, NULL);
}

static int
add_timer(int interval, virEventTimeoutCallback callback, void *opaque, virFreeCallback free_opaque)
{
    Timer *timer = g_new0(Timer, 1);

    timer->callback = callback;
    timer->opaque = opaque;
    timer->free_opaque = free_opaque;
    g_mutex_lock(&loop.lock);
    timer->id = ++loop.last_id;
    g_hash_table_insert(loop.timers, GINT_TO_POINTER(timer->id), timer);
    start(timer, interval);
    g_mutex_unlock(&loop.lock);
    return timer->id;
}

static void
update_timer(int id, int interval)
{
    Timer *timer;

    g_mutex_lock(&loop.lock);
    timer = g_hash_table_lookup(loop.timers, GINT_TO_POINTER(id));
    if (timer)
        start(timer, interval);
    g_mutex_unlock(&loop.lock);
}

static gboolean
free_timer(gpointer data)
{
    Timer *timer = data;

    if (timer->free_opaque)
        timer->free_opaque(timer->opaque);
    g_free(timer);
    return G_SOURCE_REMOVE;
}

/* The main loop frees the timer, because the timer may be firing now, and libvirt holds locks
 * here. */
static int
remove_timer(int id)
{
    Timer *timer;

    g_mutex_lock(&loop.lock);
    timer = g_hash_table_lookup(loop.timers, GINT_TO_POINTER(id));
    g_hash_table_remove(loop.timers, GINT_TO_POINTER(id));
    if (timer)
        stop(timer);
    g_mutex_unlock(&loop.lock);
    if (timer)
        g_idle_add_full(G_PRIORITY_DEFAULT, free_timer, timer, NULL);
    return timer ? 0 : -1;
}

static void
forget_socket(gpointer socket)
{
    if (socket)
        close(GPOINTER_TO_INT(socket) - 1);
}

static int
refuse_handle(int fd, int events G_GNUC_UNUSED, virEventHandleCallback callback G_GNUC_UNUSED,
              void *opaque G_GNUC_UNUSED, virFreeCallback free_opaque G_GNUC_UNUSED)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

    forget_socket(g_private_get(&refused_socket));
    g_private_set(&refused_socket, GINT_TO_POINTER(copy + 1));
    return -1;
}

static void
update_handle(int watch G_GNUC_UNUSED, int events G_GNUC_UNUSED)
{
}

static int
remove_handle(int watch G_GNUC_UNUSED)
{
    return -1;
}

void
vmg_events_register(void)
{
    loop.timers = g_hash_table_new(NULL, NULL);
    virEventRegisterImpl(refuse_handle, update_handle, remove_handle, add_timer, update_timer,
                         remove_timer);
}

int
vmg_events_take_socket(void)
{
    int socket = GPOINTER_TO_INT(g_private_get(&refused_socket)) - 1;

    g_private_set(&refused_socket, NULL);
    return socket;
}
