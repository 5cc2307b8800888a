/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads points in time and shows durations. */
#pragma once

#include <glib.h>

enum { VMG_AGO = -1, VMG_AHEAD = 1 };

/* Reads a point in time. TEXT is ISO 8601 ("2026-01-31", "2026-01-31 13:00", with a time zone or in
 * local time), or a duration ("90s", "30m", "2h", "7d") that is counted from NOW_US in DIRECTION, 1
 * or -1. *US is set to microseconds since 1970. Returns FALSE and an error if TEXT is anything
 * else. */
gboolean vmg_cli_time(const char *text, gint64 now_us, int direction, gint64 *us, GError **error);

/* SECONDS in words, in the largest unit of which there are at least two: "70 seconds", "2 hours".
 * Free with g_free(). */
char *vmg_cli_duration(gint64 seconds);
