/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line of columns with a tab between them. A column can hold any text: tabs, line feeds and
 * other control characters, quotes and backslashes in it are escaped as in C. */
#pragma once

#include <glib.h>

/* TEXT (NULL: "") as one column. Letters beyond ASCII stay as they are. Free with g_free(). */
char *vmg_columns_escape(const char *text);
/* The columns of LINE, which has no line feed at its end, with nothing escaped any more. NULL if
 * one of them ends within an escape. Free with g_strfreev(). */
char **vmg_columns_split(const char *line);
