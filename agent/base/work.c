/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/base/work.h"

struct VmgWork {
    GThreadPool *pool;
    guint pending; /* only the main loop uses this member */
};

typedef struct {
    VmgWork *work;
    void (*run)(gpointer data);
    void (*done)(gpointer data);
    gpointer data;
} Piece;

static gboolean
finish(gpointer data)
{
    Piece *piece = data;

    piece->work->pending--;
    piece->done(piece->data);
    g_free(piece);
    return G_SOURCE_REMOVE;
}

static void
work_on(gpointer data, gpointer unused G_GNUC_UNUSED)
{
    Piece *piece = data;

    piece->run(piece->data);
    g_idle_add_full(G_PRIORITY_DEFAULT, finish, piece, NULL);
}

/* libvirt brings OpenSSL into the process. A thread that ends while the process exits cleans up
 * what OpenSSL's exit handler cleans up at the same moment, and both crash (seen about once in
 * 10,000 exits). So GLib keeps idle threads: they wait and never end. */
static void
keep_idle_threads(void)
{
    g_thread_pool_set_max_unused_threads(-1);
    g_thread_pool_set_max_idle_time(0);
}

VmgWork *
vmg_work_new(guint threads)
{
    VmgWork *work = g_new0(VmgWork, 1);

    keep_idle_threads();
    work->pool = g_thread_pool_new(work_on, NULL, (gint)threads, FALSE, NULL);
    return work;
}

void
vmg_work_free(VmgWork *work)
{
    if (!work)
        return;
    g_thread_pool_free(work->pool, TRUE, FALSE);
    g_free(work);
}

void
vmg_work_push(VmgWork *work, void (*run)(gpointer data), void (*done)(gpointer data), gpointer data)
{
    Piece *piece = g_new0(Piece, 1);

    *piece = (Piece){work, run, done, data};
    work->pending++;
    g_thread_pool_push(work->pool, piece, NULL);
}

guint
vmg_work_pending(const VmgWork *work)
{
    return work->pending;
}
