/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/status.h"

#include "base/error.h"
#include "base/sys.h"
#include "base/neutral.h"

#include <string.h>

enum { STATUS_MAX = 256 };

static const char *
known_status(const char *word)
{
    static const char *const all[] = {VMG_STATUS_UP, VMG_STATUS_PREPARING, VMG_STATUS_MAINTENANCE};

    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        if (strcmp(word, all[i]) == 0)
            return all[i];
    return NULL;
}

const char *
vmg_status_read(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = vmg_sys_read_file(path, STATUS_MAX, NULL, &cause);
    const char *status;

    if (!text && g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return VMG_STATUS_UP;
    if (!text) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    status = known_status(g_strstrip(text));
    if (!status)
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s: unknown status '%s'"), path, text);
    return status;
}

gboolean
vmg_status_write(const char *path, const char *status, GError **error)
{
    g_autofree char *line = g_strconcat(status, "\n", NULL);

    if (!known_status(status)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("unknown status '%s'"), status);
        return FALSE;
    }
    return vmg_sys_write_file(path, line, strlen(line), 0644, error);
}
