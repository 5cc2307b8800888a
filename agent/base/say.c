/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/base/say.h"

#include "base/journal.h"
#include "base/render.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct VmgSay {
    GHashTable *wrong; /* topic -> the last text that was written about this topic */
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

/* Writes one entry to the journal. FIELD and VALUE say what the entry is about; FIELD may be
 * NULL. */
static void
print_line(const char *id, int priority, const char *field, const char *value, char *text)
{
    g_autofree char *neutral = text, *line = vmg_neutral_render(text);
    const GLogField more = {field, value, -1};

    g_strdelimit(line, "\n\r", ' ');
    if (g_log_writer_is_journald(STDERR_FILENO) &&
        vmg_journal(id, priority, "virt-migration-guardd", line, &more, field ? 1 : 0))
        return;
    fprintf(stderr, "virt-migration-guardd: %s\n", line);
}

void
vmg_say(int priority, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(NULL, priority, NULL, NULL, g_strdup_vprintf(format, args));
    va_end(args);
}

void
vmg_say_kind(const char *id, int priority, const char *guest, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(id, priority, guest ? "VMG_GUEST" : NULL, guest, g_strdup_vprintf(format, args));
    va_end(args);
}

/* Writes a journal entry about TOPIC. The topic "guest UUID" means that this guest can't be
 * stamped: the journal entry is then of the kind VMG_MESSAGE_UNSTAMPED and names the guest. */
static void
print_topic(int priority, const char *topic, const char *text)
{
    static const char of_guest[] = "guest ";
    gboolean of_a_guest = g_str_has_prefix(topic, of_guest);

    print_line(of_a_guest ? VMG_MESSAGE_UNSTAMPED : VMG_MESSAGE_WRONG, priority,
               of_a_guest ? "VMG_GUEST_UUID" : "VMG_TOPIC",
               of_a_guest ? topic + strlen(of_guest) : topic, g_strdup(text));
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
    print_topic(LOG_WARNING, topic, text);
    g_hash_table_replace(say->wrong, g_strdup(topic), g_steal_pointer(&text));
}

void
vmg_say_right(VmgSay *say, const char *topic, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    if (!g_hash_table_remove(say->wrong, topic) || !format)
        return;
    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    print_topic(LOG_NOTICE, topic, text);
}

gboolean
vmg_say_result(VmgSay *say, const char *topic, const GError *error)
{
    if (!error)
        vmg_say_right(say, topic, "%s: good again", topic);
    else
        vmg_say_wrong(say, topic, "%s", error->message);
    return !error;
}
