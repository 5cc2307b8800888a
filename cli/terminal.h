/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How text stands on a terminal. */
#pragma once

#include <glib.h>

/* Whether stdout is a terminal that may be coloured: NO_COLOR is not set. */
gboolean vmg_cli_wants_colour(void);
/* Columns of the terminal that FD is, or stdout; 0 where it is none. */
int vmg_cli_columns_of(int fd);
int vmg_cli_columns(void);

/* Columns that TEXT, one line, takes. */
int vmg_cli_width(const char *text);
/* TEXT in lines of so many COLUMNS, broken where BETWEEN is (" ", "; "), each after the
 * first with INDENT blanks before it; one line where COLUMNS is not above 20. Free with
 * g_free(). */
char *vmg_cli_wrap(const char *text, const char *between, int columns, int indent);
/* The same of a fix, "STEP; STEP": a line ends between two steps, or in a step that is too long
 * for one line, but never in a command: it must stay one where it is copied. */
char *vmg_cli_wrap_steps(const char *text, int columns, int indent);
/* Prints TEXT with blanks behind its last line, up to so many COLUMNS. */
void vmg_cli_print_padded(const char *text, int columns);
