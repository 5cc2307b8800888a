/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/base/children.h"

#include "base/process.h"

#include <unistd.h>

typedef struct {
    int pid;
    VmgProcess process;
} Running;

/* Lists all processes of this host, from /proc. A process that ends meanwhile is left out. Returns
 * NULL if /proc can't be read. */
static GArray *
read_all(void)
{
    g_autoptr(GDir) dir = g_dir_open("/proc", 0, NULL);
    GArray *all = dir ? g_array_new(FALSE, FALSE, sizeof(Running)) : NULL;
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        Running running = {.pid = (int)g_ascii_strtoll(name, NULL, 10)};

        if (vmg_process_look(running.pid, &running.process))
            g_array_append_val(all, running);
    }
    return all;
}

/* The start time of the newest child of the process PID, in clock ticks since boot; -1 if the
 * process has no child. */
static gint64
newest_child_of(const GArray *all, int pid)
{
    gint64 newest = -1;

    for (guint i = 0; i < all->len; i++) {
        const VmgProcess *process = &g_array_index(all, Running, i).process;

        if (process->parent == pid)
            newest = MAX(newest, process->start);
    }
    return newest;
}

gint64
vmg_children_newest(const char *const *names)
{
    g_autoptr(GArray) all = read_all();
    gint64 newest = -1;

    if (!all)
        return G_MAXINT64;
    for (guint i = 0; i < all->len; i++) {
        const Running *running = &g_array_index(all, Running, i);

        if (g_strv_contains(names, running->process.name))
            newest = MAX(newest, newest_child_of(all, running->pid));
    }
    return newest < 0 ? -1 : newest * 1000 / sysconf(_SC_CLK_TCK);
}
