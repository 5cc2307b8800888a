/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a text that neutral.h describes is shown, it gets its language. */
#pragma once

#include <glib.h>

/* TEXT in the language in use; it may be plain, neutral, or neutral in parts. NULL of NULL.
 * Free with g_free(). */
char *vmg_neutral_render(const char *text);
/* TEXT as one printable line that is not too long, as vmg_one_line() makes it, but still
 * neutral. NULL of NULL. Free with g_free(). */
char *vmg_neutral_line(const char *text);
/* SECONDS since 1970 as ISO 8601 has it: local time with its offset. Free with g_free(). */
char *vmg_neutral_show_time(gint64 seconds);
