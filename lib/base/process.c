/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/process.h"

#include "base/sys.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    STAT_MAX = 4096, /* bytes */
    STATE_WORD = 0,  /* field 3 of /proc/PID/stat, proc(5): the first word after the name */
    PARENT_WORD = 1, /* field 4 */
    START_WORD = 19, /* field 22 */
};

/* The name of the process may contain spaces and parentheses, so the fields are counted from the
 * last closing parenthesis. */
gboolean
vmg_process_parse(const char *stat, VmgProcess *process)
{
    const char *name = strchr(stat, '('), *name_end = strrchr(stat, ')');
    g_auto(GStrv) words = name_end && name_end[1] ? g_strsplit(name_end + 2, " ", -1) : NULL;

    if (!words || !name || name_end < name || g_strv_length(words) <= START_WORD)
        return FALSE;
    g_strlcpy(process->name, name + 1, MIN(sizeof(process->name), (gsize)(name_end - name)));
    process->parent = (int)g_ascii_strtoll(words[PARENT_WORD], NULL, 10);
    process->state = words[STATE_WORD][0];
    process->start = g_ascii_strtoll(words[START_WORD], NULL, 10);
    return process->start > 0;
}

gboolean
vmg_process_look(int pid, VmgProcess *process)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", pid);
    g_autofree char *stat = pid > 0 ? vmg_sys_read_file(path, STAT_MAX, NULL, NULL) : NULL;

    return stat && vmg_process_parse(stat, process);
}

gint64
vmg_process_start(int pid)
{
    const gint64 second = G_GINT64_CONSTANT(1000000000);
    struct timespec now, boot;
    VmgProcess process;

    if (!vmg_process_look(pid, &process))
        return 0;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_BOOTTIME, &boot);
    return ((gint64)now.tv_sec - (gint64)boot.tv_sec) * second + now.tv_nsec - boot.tv_nsec +
           process.start * (second / sysconf(_SC_CLK_TCK));
}

int
vmg_process_root(int pid)
{
    g_autofree char *path = pid > 0 ? g_strdup_printf("/proc/%d/root", pid) : g_strdup("/");

    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}
