/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/peers.h"

#include "base/columns.h"
#include "base/sys.h"

#include <string.h>
#include <unistd.h>

#define HEARD "heard"

enum { FILE_MAX = 1024 * 1024 }; /* bytes: far more than the agent writes */

/* The path of the file about a host; NULL if UUID is not a UUID and so can't be a file name. */
static char *
path_of(const char *directory, const char *uuid)
{
    g_autofree char *name = g_ascii_strdown(uuid, -1);

    return g_uuid_string_is_valid(name) ? g_build_filename(directory, name, NULL) : NULL;
}

gboolean
vmg_peers_write(const char *directory, const char *uuid, const char *status, const char *name,
                const char *serials, GError **error)
{
    g_autofree char *path = path_of(directory, uuid), *called = vmg_columns_escape(name);
    g_autofree char *text = g_strdup_printf("%s\t%s\n%s", status, called, serials);

    if (!path)
        return TRUE;                       /* no host has such a UUID, so no stamp names it */
    g_mkdir_with_parents(directory, 0755); /* if that fails, writing says why */
    return vmg_sys_write_file(path, text, strlen(text), 0644, error);
}

void
vmg_peers_remove(const char *directory, const char *uuid)
{
    g_autofree char *path = path_of(directory, uuid);

    if (path)
        unlink(path);
}

gboolean
vmg_peers_heard(const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, HEARD, NULL);
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT "\n", vmg_sys_boottime_ms());

    g_mkdir_with_parents(directory, 0755);
    return vmg_sys_write_file(path, text, strlen(text), 0644, error);
}

char *
vmg_peers_status(const char *directory, const char *uuid)
{
    g_autofree char *path = path_of(directory, uuid);
    g_autofree char *text = path ? vmg_sys_read_file(path, FILE_MAX, NULL, NULL) : NULL;
    char *end = text ? strchr(text, '\t') : NULL;

    return end ? g_strndup(text, (gsize)(end - text)) : NULL;
}

guint64
vmg_peers_serial(const char *directory, const char *uuid, const char *guest)
{
    g_autofree char *path = path_of(directory, uuid), *name = g_ascii_strdown(guest, -1);
    g_autofree char *text = path ? vmg_sys_read_file(path, FILE_MAX, NULL, NULL) : NULL;
    g_autofree char *line = g_strdup_printf("\n%s ", name);
    const char *found = text && g_uuid_string_is_valid(name) ? strstr(text, line) : NULL;

    return found ? g_ascii_strtoull(found + strlen(line), NULL, 10) : 0;
}

gint64
vmg_peers_silence(const char *directory)
{
    g_autofree char *path = g_build_filename(directory, HEARD, NULL);
    g_autofree char *text = vmg_sys_read_file(path, FILE_MAX, NULL, NULL);
    gint64 then = text ? g_ascii_strtoll(text, NULL, 10) : 0, now = vmg_sys_boottime_ms();

    return then > 0 && then <= now ? (now - then) / 1000 : -1;
}
