/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How text is laid out on a terminal. */
#pragma once

#include <glib.h>

/* Whether to colour the output: stdout is a terminal and NO_COLOR is not set. */
gboolean vmg_cli_wants_colour(void);
/* The width of the terminal FD in columns; 0 if FD is not a terminal. */
int vmg_cli_columns_of(int fd);
/* The width of the terminal stdout in columns; 0 if stdout is not a terminal. */
int vmg_cli_columns(void);

/* How many columns TEXT needs. TEXT is one line. */
int vmg_cli_width(const char *text);
/* Breaks TEXT into lines of at most COLUMNS columns. A line may end at BETWEEN (" " or "; ").
 * Each line after the first is indented by INDENT blanks. If COLUMNS is 20 or less, TEXT stays
 * one line. Free with g_free(). */
char *vmg_cli_wrap(const char *text, const char *between, int columns, int indent);
/* Breaks a fix, "STEP; STEP", into lines. A line ends between two steps, or inside a step that is
 * longer than a line. A command is never broken, so that it can be copied. Free with g_free(). */
char *vmg_cli_wrap_steps(const char *text, int columns, int indent);
/* Prints TEXT. If its last line is shorter than COLUMNS columns, adds blanks to this line. */
void vmg_cli_print_padded(const char *text, int columns);
