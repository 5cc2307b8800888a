/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "figures.h"

#include "error.h"
#include "sys.h"

#include <limits.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { MEMINFO_MAX = 64 * 1024 }; /* bytes */

/* "MemTotal:       16315556 kB" */
static gboolean
read_line(const char *text, const char *name, guint64 *kib)
{
    const char *line = strstr(text, name);
    char *end;

    if (!line)
        return FALSE;
    line += strlen(name);
    *kib = g_ascii_strtoull(line, &end, 10);
    return end != line;
}

gboolean
vmg_figures_parse_meminfo(const char *text, guint64 *total, guint64 *available)
{
    return read_line(text, "MemTotal:", total) && read_line(text, "MemAvailable:", available);
}

gboolean
vmg_figures_read(VmgHost *host, GError **error)
{
    g_autofree char *text = vmg_sys_read_file("/proc/meminfo", MEMINFO_MAX, NULL, error);
    long threads = sysconf(_SC_NPROCESSORS_ONLN);
    struct utsname name;

    if (!text)
        return FALSE;
    if (!vmg_figures_parse_meminfo(text, &host->view.memory_total_kib,
                                   &host->view.memory_available_kib)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM,
                    "/proc/meminfo: no MemTotal or no MemAvailable");
        return FALSE;
    }
    host->view.cpu_threads = threads > 0 ? (guint32)threads : 0;
    host->view.arch = uname(&name) == 0 ? vmg_arena_strdup(host->arena, name.machine) : NULL;
    return TRUE;
}

char *
vmg_figures_hostname(void)
{
    char name[HOST_NAME_MAX + 1] = "";

    if (gethostname(name, sizeof(name) - 1) < 0 || !*name)
        return g_strdup("localhost");
    return g_strdup(name);
}
