/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prints a table whose columns are as wide as the longest text. */
#pragma once

#include <glib.h>

typedef struct VmgTable VmgTable;

/* A new table with these column HEADINGS (NULL-terminated, in the reader's language). RIGHT has one
 * bit for each column, from the first one on: a column whose bit is set has numbers and is aligned
 * to the right. */
VmgTable *vmg_table_new(const char *const *headings, guint32 right);
void vmg_table_free(VmgTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgTable, vmg_table_free)

/* Adds a row. CELLS has one text for each heading. The texts are copied. */
void vmg_table_add(VmgTable *table, const char *const *cells);
/* Prints the table. On a terminal, the last columns are left out if they do not fit. */
void vmg_table_print(const VmgTable *table);
