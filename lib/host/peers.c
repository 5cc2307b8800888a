/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/peers.h"

#include "base/columns.h"
#include "base/error.h"
#include "base/sys.h"

#include <string.h>
#include <unistd.h>

#define HEARD  "heard"
#define ORIGIN "registry"
/* the last column of the first line in a host's file, if the host did not renew its registry
 * entry in time */
#define SILENT "silent"

enum {
    /* in bytes; a larger file is not read, because the agent never writes such a file */
    FILE_MAX = 1024 * 1024,
    COLUMNS = 4, /* number of columns of the first line in a host's file */
};

/* The path of the file about the host UUID; NULL if UUID is not a valid UUID, because other text
 * must not become a file name. */
static char *
path_of(const char *directory, const char *uuid)
{
    g_autofree char *name = g_ascii_strdown(uuid, -1);

    return g_uuid_string_is_valid(name) ? g_build_filename(directory, name, NULL) : NULL;
}

void
vmg_peers_note_free(VmgPeersNote *note)
{
    if (!note)
        return;
    g_free(note->status);
    g_free(note->name);
    g_free(note->serials);
    g_free(note);
}

gboolean
vmg_peers_write(const char *directory, const char *uuid, const VmgPeersNote *note, GError **error)
{
    g_autofree char *path = path_of(directory, uuid), *called = vmg_columns_escape(note->name);
    g_autofree char *text =
        g_strdup_printf("%s\t%s\t%" G_GUINT64_FORMAT "\t%s\n%s", note->status, called, note->order,
                        note->is_silent ? SILENT : "", note->serials);

    if (!path)
        /* UUID is not a valid UUID, so no host has it: write no file, and report no error */
        return TRUE;
    /* if this fails, vmg_sys_write_file() fails as well and reports the reason */
    g_mkdir_with_parents(directory, 0755);
    return vmg_sys_write_file(path, text, strlen(text), 0644, error);
}

/* Reads the file PATH. Returns NULL without an error if there is no such file, or if this agent
 * can't have written the file, for example because it is too large or is not a regular file. */
static char *
read_text(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *text = vmg_sys_read_if_there(path, FILE_MAX, NULL, &cause);

    if (cause && !g_error_matches(cause, VMG_ERROR, VMG_ERROR_INVALID))
        g_propagate_error(error, g_steal_pointer(&cause));
    return text;
}

VmgPeersNote *
vmg_peers_read(const char *directory, const char *uuid, GError **error)
{
    g_autofree char *path = path_of(directory, uuid);
    g_autofree char *text = path ? read_text(path, error) : NULL;
    char *end = text ? strchr(text, '\n') : NULL;
    g_auto(GStrv) columns = NULL;
    VmgPeersNote *note;

    if (!end)
        return NULL;
    *end = '\0';
    columns = vmg_columns_split(text);
    if (!columns || g_strv_length(columns) != COLUMNS)
        return NULL;
    note = g_new0(VmgPeersNote, 1);
    note->status = g_strdup(columns[0]);
    note->name = g_strdup(columns[1]);
    note->order = g_ascii_strtoull(columns[2], NULL, 10);
    note->is_silent = strcmp(columns[3], SILENT) == 0;
    note->serials = g_strdup(end + 1);
    return note;
}

GPtrArray *
vmg_peers_list(const char *directory, GError **error)
{
    g_autoptr(GPtrArray) names = vmg_sys_list(directory, "", error);
    GPtrArray *uuids;

    if (!names)
        return NULL;
    uuids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < names->len; i++)
        if (g_uuid_string_is_valid(names->pdata[i]))
            g_ptr_array_add(uuids, g_strdup(names->pdata[i]));
    return uuids;
}

void
vmg_peers_remove(const char *directory, const char *uuid)
{
    g_autofree char *path = path_of(directory, uuid);

    if (path)
        unlink(path);
}

gboolean
vmg_peers_begin(const char *directory, const char *registry, GError **error)
{
    g_autofree char *path = g_build_filename(directory, ORIGIN, NULL), *before = NULL;
    g_autoptr(GPtrArray) uuids = vmg_peers_list(directory, error);
    g_autoptr(GError) cause = NULL;

    if (!uuids)
        return FALSE;
    before = read_text(path, &cause);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (g_strcmp0(before, registry) == 0)
        return TRUE;
    for (guint i = 0; i < uuids->len; i++)
        vmg_peers_remove(directory, uuids->pdata[i]);
    g_mkdir_with_parents(directory, 0755);
    return vmg_sys_write_file(path, registry, strlen(registry), 0644, error);
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
