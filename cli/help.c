/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/help.h"

#include "base/text.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>

/* Widths in columns. USUAL is the width of the output if it is not a terminal. TERM_WIDTH is the
 * width of the terms of a list, and MARGIN is the indent of their meanings. If a meaning would
 * have less than MEANING_MIN columns, it is printed below its term and indented by INDENT. */
enum { USUAL = 80, TERM_WIDTH = 34, MARGIN = TERM_WIDTH + 3, MEANING_MIN = 30, INDENT = 6 };

static int
columns(void)
{
    int width = vmg_cli_columns();

    return width ? width : USUAL;
}

void
vmg_cli_print_paragraphs(const char *text)
{
    g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", -1);

    for (char **paragraph = paragraphs; *paragraph; paragraph++) {
        g_autofree char *lines =
            vmg_cli_wrap(g_strdelimit(*paragraph, "\n", ' '), " ", columns(), 0);

        printf("%s%s\n", paragraph > paragraphs ? "\n" : "", lines);
    }
}

void
vmg_cli_print_term(const char *term, const char *meaning)
{
    gboolean is_below = columns() - MARGIN < MEANING_MIN || strlen(term) > (gsize)TERM_WIDTH;
    int margin = is_below ? INDENT : MARGIN;
    g_autofree char *lines = vmg_cli_wrap(meaning, " ", columns() - margin, margin);

    if (is_below)
        printf("  %s\n%*s%s\n", term, INDENT, "", lines);
    else
        printf("  %-*s %s\n", TERM_WIDTH, term, lines);
}

static void
print_option(const GOptionEntry *option)
{
    g_autoptr(GString) term = g_string_new(NULL);

    if (option->short_name)
        g_string_append_printf(term, "-%c, ", option->short_name);
    g_string_append_printf(term, "--%s", option->long_name);
    if (option->arg_description)
        g_string_append_printf(term, "=%s", option->arg_description);
    vmg_cli_print_term(term->str, option->description);
}

void
vmg_cli_print_verb_help(const char *verb, const char *parameters, const char *summary,
                        const GOptionEntry *entries)
{
    g_autofree char *usage = g_strdup_printf("virt-migration-guard %s [OPTION...] %s", verb,
                                             parameters ? parameters : "");
    g_autofree char *lines = vmg_cli_wrap(usage, " ", columns() - INDENT, INDENT);

    printf(_("Usage:\n  %s\n\n"), g_strchomp(lines));
    vmg_cli_print_paragraphs(summary);
    printf(_("\nOptions:\n"));
    for (; entries->long_name; entries++)
        print_option(entries);
    vmg_cli_print_term("-h, --help", _("print this help"));
}
