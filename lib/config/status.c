/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/status.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/sys.h"

#include <string.h>

enum { STATUS_MAX = 1024 }; /* bytes of the file */

static const char *
known_status(const char *word)
{
    static const char *const all[] = {VMG_STATUS_UP, VMG_STATUS_PREPARING, VMG_STATUS_MAINTENANCE};

    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        if (strcmp(word, all[i]) == 0)
            return all[i];
    return NULL;
}

/* Reads the lines after the first line: since=SECONDS, by=NAME. FALSE if a line has another
 * form. */
static gboolean
read_detail(VmgStatus *status, const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, "=", 2);

    if (!parts[0])
        return TRUE;
    if (g_strcmp0(parts[0], "since") == 0 && parts[1])
        status->since = g_ascii_strtoll(parts[1], NULL, 10);
    else if (g_strcmp0(parts[0], "by") == 0 && parts[1])
        status->by = g_strdup(parts[1]);
    return parts[1] != NULL;
}

static gboolean
parse(VmgStatus *status, char *text)
{
    g_auto(GStrv) lines = g_strsplit(g_strstrip(text), "\n", -1);
    gboolean good = TRUE;

    status->asked = known_status(lines[0] ? lines[0] : "");
    for (char **line = lines; *lines && *++line;)
        good = good && read_detail(status, *line);
    return status->asked && good;
}

gboolean
vmg_status_load(const char *path, VmgStatus *status, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = vmg_sys_read_if_there(path, STATUS_MAX, NULL, &cause);

    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (!text) {
        status->asked = VMG_STATUS_UP;
        return TRUE;
    }
    if (parse(status, text))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s: unknown status '%s'"), path, text);
    return FALSE;
}

void
vmg_status_clear(VmgStatus *status)
{
    g_clear_pointer(&status->by, g_free);
}

const char *
vmg_status_read(const char *path, GError **error)
{
    g_auto(VmgStatus) status = {0};

    return vmg_status_load(path, &status, error) ? status.asked : NULL;
}

/* The text of the file. If the status is up, only this word is written: earlier versions can
 * read such a file, and nobody needs to know since when a host is up. */
static char *
to_text(const char *status, const char *by)
{
    g_autoptr(GString) text = g_string_new(status);

    g_string_append_c(text, '\n');
    if (strcmp(status, VMG_STATUS_UP) != 0) {
        g_string_append_printf(text, "since=%" G_GINT64_FORMAT "\n",
                               g_get_real_time() / G_USEC_PER_SEC);
        if (by)
            g_string_append_printf(text, "by=%s\n", by);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

gboolean
vmg_status_write(const char *path, const char *status, const char *by, GError **error)
{
    g_autofree char *text = to_text(status, by);

    if (!known_status(status)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("unknown status '%s'"), status);
        return FALSE;
    }
    return vmg_sys_write_file(path, text, strlen(text), 0644, error);
}

const char *
vmg_status_effective(const char *asked, int guests)
{
    if (strcmp(asked, VMG_STATUS_UP) == 0 || guests < 0)
        return asked;
    return guests == 0 ? VMG_STATUS_MAINTENANCE : VMG_STATUS_PREPARING;
}
