/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "say.h"

#include <stdio.h>

struct VmgSay {
    GHashTable *wrong; /* topic -> what was said of it */
};

VmgSay *
vmg_say_new(void)
{
    VmgSay *say = g_new0(VmgSay, 1);

    say->wrong = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return say;
}

void
vmg_say_free(VmgSay *say)
{
    if (!say)
        return;
    g_hash_table_unref(say->wrong);
    g_free(say);
}

/* The journal takes the priority from sd-daemon(3)'s prefix. */
static void
print_line(int priority, const char *format, va_list args)
{
    g_autofree char *line = g_strdup_vprintf(format, args);

    g_strdelimit(line, "\n\r", ' ');
    if (g_getenv("JOURNAL_STREAM"))
        fprintf(stderr, "<%d>%s\n", priority, line);
    else
        fprintf(stderr, "virt-migration-guardd: %s\n", line);
}

void
vmg_say(int priority, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(priority, format, args);
    va_end(args);
}

void
vmg_say_wrong(VmgSay *say, const char *topic, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    if (g_strcmp0(g_hash_table_lookup(say->wrong, topic), text) == 0)
        return;
    vmg_say(LOG_WARNING, "%s", text);
    g_hash_table_replace(say->wrong, g_strdup(topic), g_steal_pointer(&text));
}

void
vmg_say_right(VmgSay *say, const char *topic, const char *format, ...)
{
    va_list args;

    if (!g_hash_table_remove(say->wrong, topic) || !format)
        return;
    va_start(args, format);
    print_line(LOG_NOTICE, format, args);
    va_end(args);
}

gboolean
vmg_say_result(VmgSay *say, const char *topic, gboolean good, const GError *error)
{
    if (good)
        vmg_say_right(say, topic, "%s: good again", topic);
    else
        vmg_say_wrong(say, topic, "%s", error->message);
    return good;
}

gboolean
vmg_say_is_wrong(const VmgSay *say, const char *topic)
{
    return g_hash_table_contains(say->wrong, topic);
}
