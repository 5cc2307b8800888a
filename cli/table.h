/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows in columns that are as wide as they must be. */
#pragma once

#include <glib.h>

typedef struct VmgTable VmgTable;

/* A table with these column HEADINGS (NULL-terminated, in the reader's language). Those in RIGHT,
 * a bit each from the first column on, are numbers and stand at the right. */
VmgTable *vmg_table_new(const char *const *headings, guint32 right);
void vmg_table_free(VmgTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgTable, vmg_table_free)

/* A row: one text for each heading, copied. */
void vmg_table_add(VmgTable *table, const char *const *cells);
/* Prints it. On a terminal it leaves out the last columns if they have no room. */
void vmg_table_print(const VmgTable *table);
