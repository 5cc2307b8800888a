/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prints help texts, in lines that fit the terminal. */
#pragma once

#include <glib.h>

/* Prints TEXT in lines that fit the terminal, or in 80 columns if stdout is not a terminal. An
 * empty line in TEXT begins a new paragraph; other line feeds are printed as blanks. */
void vmg_cli_print_paragraphs(const char *text);
/* Prints one term of a list and its meaning. TERM is ASCII. */
void vmg_cli_print_term(const char *term, const char *meaning);
/* Prints the help of one verb: its usage line, SUMMARY, and its options ENTRIES. */
void vmg_cli_print_verb_help(const char *verb, const char *parameters, const char *summary,
                             const GOptionEntry *entries);
