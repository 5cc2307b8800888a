/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/line.h"

#include "base/neutral.h"

#include <string.h>

/* Whether TEXT can be a name, as in GLib's key files: no brackets and no control characters. */
static gboolean
is_name(const char *text)
{
    for (const char *c = text; *c; c++)
        if (*c == '[' || *c == ']' || g_ascii_iscntrl(*c))
            return FALSE;
    return *text != '\0';
}

static void
parse_group(char *text, VmgLine *line)
{
    char *end = strchr(text, ']');
    gboolean is_whole = end && end[1] == '\0';

    if (end)
        *end = '\0';
    line->name = g_strdup(text + 1);
    line->kind = is_whole && is_name(line->name) ? VMG_LINE_GROUP : VMG_LINE_BAD_GROUP;
}

static void
parse_key(char *text, VmgLine *line)
{
    char *end = strchr(text, '=');

    line->kind = VMG_LINE_BAD;
    if (!end)
        return;
    *end = '\0';
    g_strchomp(text);
    if (!is_name(text))
        return;
    line->kind = VMG_LINE_KEY;
    line->name = g_strdup(text);
    line->value = g_strstrip(g_strdup(end + 1));
}

void
vmg_line_parse(const char *text, gsize len, VmgLine *line)
{
    g_autofree char *copy = g_strndup(text, len);
    const char *bare = g_strstrip(copy);

    *line = (VmgLine){.kind = VMG_LINE_NOTHING};
    if (*bare == '[')
        parse_group(copy, line);
    else if (*bare && *bare != '#')
        parse_key(copy, line);
    if (line->kind == VMG_LINE_BAD || line->kind == VMG_LINE_BAD_GROUP)
        line->why = _("not a [group], a key=value or a # comment");
    if (memchr(text, '\0', len))
        line->why = _("a NUL byte");
    else if (!g_utf8_validate(text, (gssize)len, NULL))
        line->why = _("not valid UTF-8");
    if (line->why)
        line->kind = *bare == '[' ? VMG_LINE_BAD_GROUP : VMG_LINE_BAD;
}

void
vmg_line_clear(VmgLine *line)
{
    g_clear_pointer(&line->name, g_free);
    g_clear_pointer(&line->value, g_free);
}
