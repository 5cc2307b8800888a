/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/line.h"

#include "base/text.h"

#include <string.h>

typedef enum { LINE_NOTHING, LINE_GROUP, LINE_KEY, LINE_BAD } LineKind;

/* Cuts LINE in place to the group's or the key's name. */
static LineKind
read_line(char *line)
{
    char *end;

    g_strchomp(line);
    while (g_ascii_isspace(*line))
        memmove(line, line + 1, strlen(line));
    if (*line == '\0' || *line == '#')
        return LINE_NOTHING;
    if (*line == '[') {
        end = strchr(line, ']');
        if (!end || end[1] || end == line + 1)
            return LINE_BAD;
        *end = '\0';
        memmove(line, line + 1, strlen(line));
        return LINE_GROUP;
    }
    end = strchr(line, '=');
    if (!end || end == line)
        return LINE_BAD;
    *end = '\0';
    g_strchomp(line);
    return LINE_KEY;
}

guint
vmg_config_line_of(const char *text, const char *group, const char *key)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean inside = FALSE;
    guint found = 0;

    for (guint i = 0; lines[i]; i++) {
        LineKind kind = read_line(lines[i]);

        if (kind == LINE_GROUP)
            inside = strcmp(lines[i], group) == 0;
        if (inside && kind == LINE_GROUP && !key)
            found = i + 1;
        if (inside && kind == LINE_KEY && key && strcmp(lines[i], key) == 0)
            found = i + 1;
    }
    return found;
}

guint
vmg_config_first_bad_line(const char *text, const char **why)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean inside = FALSE;

    for (guint i = 0; lines[i]; i++) {
        gboolean text_is_valid = g_utf8_validate(lines[i], -1, NULL);
        LineKind kind = read_line(lines[i]);

        inside = inside || kind == LINE_GROUP;
        *why = !text_is_valid                ? _("not valid UTF-8")
               : kind == LINE_BAD            ? _("not a [group], a key=value or a # comment")
               : kind == LINE_KEY && !inside ? _("a key before the first [group]")
                                             : NULL;
        if (*why)
            return i + 1;
    }
    return 0;
}
