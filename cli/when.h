/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A point in time as an administrator writes it. */
#pragma once

#include <glib.h>

enum { VMG_AGO = -1, VMG_AHEAD = 1 };

/* TEXT is ISO 8601 ("2026-01-31", "2026-01-31 13:00", with a zone or local) or a
 * duration from NOW_US in DIRECTION, "90s", "30m", "2h", "7d". Microseconds since 1970 in
 * *US; FALSE and an error for anything else. */
gboolean vmg_cli_time(const char *text, gint64 now_us, int direction, gint64 *us, GError **error);

/* SECONDS in words, in the largest unit of which there are two or more: "70 seconds",
 * "2 hours". Free with g_free(). */
char *vmg_cli_duration(gint64 seconds);
