/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line of columns that are separated by tabs. A column can contain any text: tabs, line feeds
 * and other control characters, quotes and backslashes in a column are escaped as in C. */
#pragma once

#include <glib.h>

/* Escapes TEXT (NULL is the same as "") so that it is one column. Letters beyond ASCII are not
 * escaped. Free with g_free(). */
char *vmg_columns_escape(const char *text);
/* Splits LINE, which has no line feed, into its columns, and removes the escapes. NULL if a
 * column ends in the middle of an escape. Free with g_strfreev(). */
char **vmg_columns_split(const char *line);
