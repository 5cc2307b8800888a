/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "terminal.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { NARROWEST = 20 };

gboolean
vmg_cli_wants_colour(void)
{
    const char *no = g_getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && !(no && *no);
}

int
vmg_cli_columns(void)
{
    struct winsize size = {0};

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* A letter is one byte in English alone. */
int
vmg_cli_width(const char *text)
{
    int columns = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);

        columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return columns;
}

char *
vmg_cli_wrap(const char *text, const char *between, int columns, int indent)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1), *end = g_strdup(between);
    g_auto(GStrv) parts = NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    int at = 0, gap = vmg_cli_width(between);

    if (columns <= NARROWEST)
        return g_steal_pointer(&valid);
    parts = g_strsplit(valid, between, -1);
    g_strchomp(end);
    for (char **part = parts; *part; part++) {
        int width = vmg_cli_width(*part);

        if (part > parts && at + gap + width > columns) {
            g_string_append_printf(out, "%s\n%*s", end, indent, "");
            at = 0;
        } else if (part > parts) {
            g_string_append(out, between);
            at += gap;
        }
        g_string_append(out, *part);
        at += width;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

void
vmg_cli_print_padded(const char *text, int columns)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    const char *last = strrchr(valid, '\n');

    printf("%s%*s", valid, MAX(columns - vmg_cli_width(last ? last + 1 : valid), 0), "");
}
