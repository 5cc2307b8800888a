/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/line.h"

#include <glib.h>

enum { TEXT_MAX = 512 }; /* characters of one text: a guest's owner writes some of them */

/* GLib calls the line and paragraph separators printable. */
static gboolean
stays_on_its_line(gunichar c)
{
    return g_unichar_isprint(c) && c != 0x2028 && c != 0x2029;
}

/* Control characters could forge lines in a terminal or a log. */
char *
vmg_one_line(const char *text)
{
    g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
    g_autoptr(GString) line = g_string_new(NULL);
    guint count = 0;

    if (!valid)
        return NULL;
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
