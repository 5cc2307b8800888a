/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/exemptions.h"

#include "base/columns.h"
#include "base/error.h"
#include "base/one-line.h"
#include "base/neutral.h"
#include "base/sys.h"

#include <string.h>

enum { OLD_COLUMNS = 4, COLUMNS = 6, FILE_MAX = 8 * 1024 * 1024 };

VmgExemption *
vmg_exemption_new(const char *guest, const char *check, gint64 until, const char *reason,
                  gint64 made, const char *maker)
{
    VmgExemption *exemption = g_new0(VmgExemption, 1);

    exemption->guest = g_strdup(guest);
    exemption->check = g_strdup(check);
    exemption->until = until;
    exemption->reason = vmg_one_line(reason);
    exemption->made = made;
    exemption->maker = vmg_one_line(maker);
    return exemption;
}

void
vmg_exemption_free(VmgExemption *exemption)
{
    if (!exemption)
        return;
    g_free(exemption->guest);
    g_free(exemption->check);
    g_free(exemption->reason);
    g_free(exemption->maker);
    g_free(exemption);
}

/* Reads one line; NULL if the line is not an exemption. Earlier versions wrote neither who made
 * an exemption nor when. */
static VmgExemption *
parse(const char *line)
{
    g_auto(GStrv) columns = vmg_columns_split(line);
    guint count = columns ? g_strv_length(columns) : 0;
    gint64 until, made = 0;

    if ((count != OLD_COLUMNS && count != COLUMNS) || !*columns[0] || !*columns[1] ||
        !*columns[3] || !g_ascii_string_to_signed(columns[2], 10, 1, G_MAXINT64, &until, NULL))
        return NULL;
    if (count == COLUMNS && !g_ascii_string_to_signed(columns[4], 10, 0, G_MAXINT64, &made, NULL))
        return NULL;
    return vmg_exemption_new(columns[0], columns[1], until, columns[3], made,
                             count == COLUMNS ? columns[5] : "");
}

static GPtrArray *
parse_all(const char *path, const char *text, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_exemption_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        VmgExemption *exemption = *lines[i] ? parse(lines[i]) : NULL;

        if (exemption)
            g_ptr_array_add(all, exemption);
        if ((*lines[i] && !exemption) || all->len > VMG_EXEMPTIONS_MAX) {
            g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s:%u: not an exemption"), path,
                        i + 1);
            return NULL;
        }
    }
    return g_steal_pointer(&all);
}

GPtrArray *
vmg_exemptions_read(const char *path, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *text = vmg_sys_read_trusted(path, FILE_MAX, NULL, &problem);

    if (!problem)
        return parse_all(path, text ? text : "", error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return NULL;
}

static void
format(GString *text, const VmgExemption *exemption)
{
    g_autofree char *guest = vmg_columns_escape(exemption->guest);
    g_autofree char *check = vmg_columns_escape(exemption->check);
    g_autofree char *reason = vmg_columns_escape(exemption->reason);
    g_autofree char *maker = vmg_columns_escape(exemption->maker);

    g_string_append_printf(text, "%s\t%s\t%" G_GINT64_FORMAT "\t%s\t%" G_GINT64_FORMAT "\t%s\n",
                           guest, check, exemption->until, reason, exemption->made, maker);
}

gboolean
vmg_exemptions_write(const char *path, const GPtrArray *exemptions, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (exemptions->len > VMG_EXEMPTIONS_MAX) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s: more than %d exemptions"), path,
                    VMG_EXEMPTIONS_MAX);
        return FALSE;
    }
    for (guint i = 0; i < exemptions->len; i++)
        format(text, g_ptr_array_index(exemptions, i));
    return vmg_sys_write_file(path, text->str, text->len, 0644, error);
}

gboolean
vmg_exemption_holds(const VmgExemption *exemption, const char *name, const char *uuid, gint64 now)
{
    return exemption->until > now && ((name && strcmp(exemption->guest, name) == 0) ||
                                      (uuid && g_ascii_strcasecmp(exemption->guest, uuid) == 0));
}
