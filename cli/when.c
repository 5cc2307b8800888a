/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "when.h"

#include "base/error.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

static gint64
unit_us(const char *unit)
{
    static const struct {
        const char *name;
        gint64 seconds;
    } units[] = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};

    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(unit, units[i].name) == 0)
            return units[i].seconds * G_USEC_PER_SEC;
    return 0;
}

static gboolean
duration(const char *text, gint64 *us)
{
    char *unit;
    guint64 number = g_ascii_strtoull(text, &unit, 10);
    gint64 each = unit_us(unit);

    if (!g_ascii_isdigit(text[0]) || each == 0 || number > (guint64)(G_MAXINT64 / 2 / each))
        return FALSE;
    *us = (gint64)number * each;
    return TRUE;
}

/* Turns a date, with or without a time, into the form YYYY-MM-DDThh:mm:ss, which GLib's parser
 * needs. A time zone at the end of TEXT is kept. */
static char *
complete(const char *text)
{
    g_autofree char *whole = g_strdelimit(g_strdup(text), " ", 'T');
    char *at = strchr(whole, 'T');
    gsize length = at ? strcspn(at, "Z+-") : 0;

    if (!at)
        return g_strconcat(whole, "T00:00:00", NULL);
    if (length != strlen("Thh:mm"))
        return g_steal_pointer(&whole);
    return g_strdup_printf("%.*s:00%s", (int)(at + length - whole), whole, at + length);
}

gboolean
vmg_cli_time(const char *text, gint64 now_us, int direction, gint64 *us, GError **error)
{
    g_autofree char *whole = complete(text);
    g_autoptr(GTimeZone) local = g_time_zone_new_local();
    g_autoptr(GDateTime) time = NULL;
    gint64 length;

    if (duration(text, &length)) {
        *us = now_us + direction * length;
        return TRUE;
    }
    time = g_date_time_new_from_iso8601(whole, local);
    if (time) {
        *us = g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
        return TRUE;
    }
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("invalid time '%s'; fix: write 2h, 7d, 2026-01-31 or '2026-01-31 13:00'"), text);
    return FALSE;
}

char *
vmg_cli_duration(gint64 seconds)
{
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
    gint64 minutes = seconds / MINUTE, hours = seconds / HOUR, days = seconds / DAY;

    if (days >= 2)
        return g_strdup_printf(NG_("%" PRIi64 " day", "%" PRIi64 " days", (gulong)days), days);
    if (hours >= 2)
        return g_strdup_printf(NG_("%" PRIi64 " hour", "%" PRIi64 " hours", (gulong)hours), hours);
    if (minutes >= 2)
        return g_strdup_printf(NG_("%" PRIi64 " minute", "%" PRIi64 " minutes", (gulong)minutes),
                               minutes);
    return g_strdup_printf(NG_("%" PRIi64 " second", "%" PRIi64 " seconds", (gulong)seconds),
                           seconds);
}
