/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/one-line.h"

#include <glib.h>

/* characters; the owner of a guest chooses some texts, and they can be long */
enum { TEXT_MAX = 512 };

/* Whether the character can be printed without a new line. GLib calls the line separator and the
 * paragraph separator printable, but both begin a new line. */
static gboolean
stays_on_its_line(gunichar c)
{
    return g_unichar_isprint(c) && c != 0x2028 && c != 0x2029;
}

/* Whether TEXT needs no change: most texts are short and plain ASCII. */
static gboolean
is_plain(const char *text)
{
    gsize length = 0;

    while (length <= TEXT_MAX && text[length] >= 0x20 && text[length] < 0x7f)
        length++;
    return length <= TEXT_MAX && text[length] == '\0';
}

/* Replaces each control character by a question mark, because such a character could forge a
 * line in a terminal or a log. */
char *
vmg_one_line(const char *text)
{
    g_autofree char *valid = NULL;
    g_autoptr(GString) line = NULL;
    guint count = 0;

    if (!text || is_plain(text))
        return g_strdup(text);
    valid = g_utf8_make_valid(text, -1);
    line = g_string_new(NULL);
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (++count > TEXT_MAX) {
            g_string_append(line, "...");
            break;
        }
        g_string_append_unichar(line, stays_on_its_line(c) ? c : (gunichar)'?');
    }
    return g_string_free(g_steal_pointer(&line), FALSE);
}
