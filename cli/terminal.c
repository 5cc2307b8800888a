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
vmg_cli_columns_of(int fd)
{
    struct winsize size = {0};

    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int
vmg_cli_columns(void)
{
    return vmg_cli_columns_of(STDOUT_FILENO);
}

/* The width of TEXT in columns: letters that are not ASCII have several bytes. */
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

/* This character marks a blank at which wrap_step() may break the line. */
#define BREAK "\037"

static gboolean
begins_command(const char *word)
{
    static const char *const commands[] = {"virsh", "systemctl", "journalctl", "ssh",      "chown",
                                           "chmod", "mkdir",     "ip",         "qemu-img", NULL};

    word += strspn(word, "('`");
    return g_strv_contains(commands, word);
}

static gboolean
is_own_command(const char *word, const char *next)
{
    static const char *const verbs[] = {"check",     "host",    "stamp",  "maintenance", "exempt",
                                        "decisions", "network", "doctor", "config",      NULL};

    return next && g_str_has_suffix(word, "virt-migration-guard") && g_strv_contains(verbs, next);
}

/* Whether WORD is the last word of a command: WORD ends in a punctuation mark of the sentence. */
static gboolean
ends_command(const char *word)
{
    gsize length = strlen(word);

    return length > 0 && strchr(",;:)'`", word[length - 1]);
}

static char *
mark_breaks(const char *step)
{
    g_auto(GStrv) words = g_strsplit(step, " ", -1);
    GString *out = g_string_new(words[0]);
    gboolean command = FALSE;

    for (guint i = 0; words[i]; i++) {
        command = command || begins_command(words[i]) || is_own_command(words[i], words[i + 1]);
        if (command && ends_command(words[i]))
            command = FALSE;
        if (words[i + 1])
            g_string_append_printf(out, "%s%s", command ? " " : BREAK, words[i + 1]);
    }
    return g_string_free(out, FALSE);
}

/* Breaks a step that is longer than one line. The following lines are indented a little more. */
static char *
wrap_step(const char *step, int columns, int indent)
{
    enum { FURTHER = 2 };
    g_autofree char *marked = mark_breaks(step);
    g_autofree char *wrapped = NULL;
    g_autoptr(GString) text = NULL;

    wrapped = vmg_cli_wrap(marked, BREAK, columns - FURTHER, indent + FURTHER);
    text = g_string_new(wrapped);
    g_string_replace(text, BREAK "\n", "\n", 0);
    g_string_replace(text, BREAK, " ", 0);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *
vmg_cli_wrap_steps(const char *text, int columns, int indent)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_auto(GStrv) steps = g_strsplit(valid, "; ", -1);

    if (columns <= NARROWEST)
        return g_steal_pointer(&valid);
    for (char **step = steps; *step; step++)
        if (vmg_cli_width(*step) > columns) {
            char *wrapped = wrap_step(*step, columns, indent);

            g_free(*step);
            *step = wrapped;
        }
    g_free(valid);
    valid = g_strjoinv("; ", steps);
    return vmg_cli_wrap(valid, "; ", columns, indent);
}

void
vmg_cli_print_padded(const char *text, int columns)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    const char *last = strrchr(valid, '\n');

    printf("%s%*s", valid, MAX(columns - vmg_cli_width(last ? last + 1 : valid), 0), "");
}
