/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/probes.h"

#include <errno.h>
#include <sys/statvfs.h>

enum { GIVE_UP_SECONDS = 5 };

/* One path whose state is probed. The main loop shares this structure with the thread that probes
 * the path. */
typedef struct {
    char *path;
    /* NULL if the path was forgotten; only the main loop uses this pointer */
    VmgProbes *probes;
    const char *state; /* NULL = not known yet */
    gboolean asking;
    guint give_up; /* the source of the timer that stops waiting for the thread */
    /* errno of the thread's statvfs(3), 0 = success; done() reads it after the thread has set it */
    int error;
} Probe;

struct VmgProbes {
    GHashTable *paths; /* path -> Probe */
    void (*changed)(gpointer data);
    gpointer data;
};

static void
clear(gpointer data)
{
    g_free(((Probe *)data)->path);
}

static void
release(Probe *probe)
{
    g_atomic_rc_box_release_full(probe, clear);
}

static void
forget(gpointer data)
{
    Probe *probe = data;

    probe->probes = NULL;
    g_clear_handle_id(&probe->give_up, g_source_remove);
    release(probe);
}

static void
set_state(Probe *probe, const char *state)
{
    gboolean changed = g_strcmp0(state, probe->state) != 0;

    probe->state = state;
    if (changed)
        probe->probes->changed(probe->probes->data);
}

static const char *
state_of(int error)
{
    if (error == 0)
        return "up";
    return error == ENOENT || error == ENOTDIR ? "missing" : "down";
}

static gboolean
done(gpointer data)
{
    Probe *probe = data;

    probe->asking = FALSE;
    if (probe->probes) {
        g_clear_handle_id(&probe->give_up, g_source_remove);
        set_state(probe, state_of(probe->error));
    }
    release(probe);
    return G_SOURCE_REMOVE;
}

/* statvfs(3) is used because it asks the server; stat(2) may answer from a cache. */
static gpointer
ask(gpointer data)
{
    Probe *probe = data;
    struct statvfs buffer;

    probe->error = statvfs(probe->path, &buffer) == 0 ? 0 : errno;
    g_idle_add_full(G_PRIORITY_DEFAULT, done, probe, NULL);
    return NULL;
}

static gboolean
on_give_up(gpointer data)
{
    Probe *probe = data;

    probe->give_up = 0;
    set_state(probe, "down");
    return G_SOURCE_REMOVE;
}

static void
start(Probe *probe)
{
    GThread *thread = g_thread_try_new("probe", ask, g_atomic_rc_box_acquire(probe), NULL);

    if (!thread) {
        release(probe);
        set_state(probe, "down");
        return;
    }
    g_thread_unref(thread);
    probe->asking = TRUE;
    if (!probe->give_up)
        probe->give_up = g_timeout_add_seconds(GIVE_UP_SECONDS, on_give_up, probe);
}

VmgProbes *
vmg_probes_new(void (*changed)(gpointer data), gpointer data)
{
    VmgProbes *probes = g_new0(VmgProbes, 1);

    probes->paths = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, forget);
    probes->changed = changed;
    probes->data = data;
    return probes;
}

void
vmg_probes_free(VmgProbes *probes)
{
    if (!probes)
        return;
    g_hash_table_unref(probes->paths);
    g_free(probes);
}

static Probe *
find_or_add(VmgProbes *probes, const char *path)
{
    Probe *probe = g_hash_table_lookup(probes->paths, path);

    if (probe)
        return probe;
    probe = g_atomic_rc_box_new0(Probe);
    probe->path = g_strdup(path);
    probe->probes = probes;
    g_hash_table_insert(probes->paths, probe->path, probe);
    return probe;
}

static gboolean
is_not_in(gpointer key, gpointer value G_GNUC_UNUSED, gpointer data)
{
    return !g_hash_table_contains(data, key);
}

void
vmg_probes_ask(VmgProbes *probes, const GPtrArray *paths)
{
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < paths->len; i++)
        g_hash_table_add(wanted, paths->pdata[i]);
    g_hash_table_foreach_remove(probes->paths, is_not_in, wanted);
    for (guint i = 0; i < paths->len; i++) {
        Probe *probe = find_or_add(probes, paths->pdata[i]);

        if (!probe->asking)
            start(probe);
    }
}

const char *
vmg_probes_state(const VmgProbes *probes, const char *path)
{
    const Probe *probe = g_hash_table_lookup(probes->paths, path);

    return probe ? probe->state : NULL;
}

gboolean
vmg_probes_are_known(const VmgProbes *probes)
{
    GHashTableIter iter;
    gpointer probe;

    g_hash_table_iter_init(&iter, probes->paths);
    while (g_hash_table_iter_next(&iter, NULL, &probe))
        if (!((const Probe *)probe)->state)
            return FALSE;
    return TRUE;
}
