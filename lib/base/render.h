/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Translates the texts that neutral.h describes into the language in use. */
#pragma once

#include <glib.h>

/* Translates TEXT into the language in use. TEXT may be plain, neutral, or partly neutral. NULL
 * if TEXT is NULL. Free with g_free(). */
char *vmg_neutral_render(const char *text);
/* Makes one printable line of TEXT, as vmg_one_line() does, but does not translate TEXT: a
 * neutral text stays neutral. But if TEXT is longer than 1024 bytes or has marks in wrong places,
 * TEXT is translated. NULL if TEXT is NULL. Free with g_free(). */
char *vmg_neutral_line(const char *text);
/* Writes a time, SECONDS since 1970, as local time with its offset, as in ISO 8601. Free with
 * g_free(). */
char *vmg_neutral_show_time(gint64 seconds);
