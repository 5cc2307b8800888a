/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/table.h"

#include "cli/terminal.h"

#include <stdio.h>

enum { GAP = 2 }; /* blanks between two columns */

struct VmgTable {
    GPtrArray *rows; /* char **; the first row has the headings */
    guint columns;
    guint32 right;
};

VmgTable *
vmg_table_new(const char *const *headings, guint32 right)
{
    VmgTable *table = g_new0(VmgTable, 1);

    table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    table->columns = g_strv_length((char **)headings);
    table->right = right;
    vmg_table_add(table, headings);
    return table;
}

void
vmg_table_free(VmgTable *table)
{
    if (!table)
        return;
    g_ptr_array_unref(table->rows);
    g_free(table);
}

void
vmg_table_add(VmgTable *table, const char *const *cells)
{
    g_ptr_array_add(table->rows, g_strdupv((char **)cells));
}

static int
width_of(const VmgTable *table, guint column)
{
    int width = 0;

    for (guint i = 0; i < table->rows->len; i++)
        width = MAX(width, vmg_cli_width(((char **)table->rows->pdata[i])[column]));
    return width;
}

/* How many columns fit the terminal; at least one. */
static guint
count_fitting(const VmgTable *table)
{
    int room = vmg_cli_columns(), used = 0;

    for (guint i = 0; i < table->columns; i++) {
        used += width_of(table, i) + (i > 0 ? GAP : 0);
        if (room > 0 && used > room)
            return MAX(i, 1);
    }
    return table->columns;
}

static void
print_cell(const VmgTable *table, const char *text, guint column, gboolean is_last)
{
    int blanks = width_of(table, column) - vmg_cli_width(text);
    gboolean right = (table->right >> column & 1) != 0;

    printf("%*s%s", (column > 0 ? GAP : 0) + (right ? blanks : 0), "", text);
    if (!right && !is_last)
        printf("%*s", blanks, "");
}

void
vmg_table_print(const VmgTable *table)
{
    guint shown = count_fitting(table);

    for (guint i = 0; i < table->rows->len; i++) {
        for (guint column = 0; column < shown; column++)
            print_cell(table, ((char **)table->rows->pdata[i])[column], column,
                       column + 1 == shown);
        printf("\n");
    }
}
