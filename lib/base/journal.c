/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/journal.h"

enum { OWN_FIELDS = 4, FIELDS_MAX = 24 };

gboolean
vmg_journal(const char *id, int priority, const char *identifier, const char *message,
            const GLogField *more, gsize more_count)
{
    g_autofree char *digit = g_strdup_printf("%d", priority);
    GLogField fields[FIELDS_MAX] = {
        {"MESSAGE", message, -1}, {"PRIORITY", digit, -1}, {"SYSLOG_IDENTIFIER", identifier, -1}};
    gsize count = 3;

    g_return_val_if_fail(more_count <= FIELDS_MAX - OWN_FIELDS, FALSE);
    if (id)
        fields[count++] = (GLogField){"MESSAGE_ID", id, -1};
    for (gsize i = 0; i < more_count; i++)
        fields[count++] = more[i];
    return g_log_writer_journald(G_LOG_LEVEL_MESSAGE, fields, count, NULL) == G_LOG_WRITER_HANDLED;
}
