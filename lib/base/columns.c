/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/columns.h"

static gboolean
needs_escapes(const char *text)
{
    for (; *text; text++)
        if (g_ascii_iscntrl(*text) || *text == '\\' || *text == '"')
            return TRUE;
    return FALSE;
}

/* Letters beyond ASCII are not escaped, because each of their bytes would become four
 * characters. */
char *
vmg_columns_escape(const char *text)
{
    char beyond[129] = "";

    if (!text || !needs_escapes(text))
        return g_strdup(text ? text : "");
    for (gsize i = 0; i < 128; i++)
        beyond[i] = (char)(0x80 + i);
    return g_strescape(text, beyond);
}

/* Whether COLUMN can be read by g_strcompress(), which can't read a text that ends with a single
 * backslash. */
static gboolean
ends_well(const char *column)
{
    gsize slashes = 0;

    for (; *column; column++)
        slashes = *column == '\\' ? slashes + 1 : 0;
    return slashes % 2 == 0;
}

char **
vmg_columns_split(const char *line)
{
    g_auto(GStrv) columns = g_strsplit(line, "\t", -1);

    for (char **column = columns; *column; column++) {
        char *plain;

        if (!ends_well(*column))
            return NULL;
        plain = g_strcompress(*column);
        g_free(*column);
        *column = plain;
    }
    return g_steal_pointer(&columns);
}
