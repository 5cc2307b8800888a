/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Neutral texts: a neutral text is translated only when it is shown. A hook records a text in one
 * process; later another process shows the text to a reader, who may use another language. So lib
 * and plugin mark their texts with the _() of this header, and not with the _() of text.h. This
 * _() does not translate. If its result is the format of g_strdup_printf(), the text that is made
 * keeps the English format and the arguments apart:
 *
 *     STX %s has %u US host-b US 8 ETX
 *     STX %@ US 1767225600 ETX         a time, which is shown as local time
 *
 * vmg_neutral_render() makes a sentence in the language in use. An argument may contain neutral
 * texts as well. If a text has several plural forms (NG_), the last number among the arguments
 * chooses the form.
 *
 * Nobody can forge a mark: XML cannot contain these characters, and vmg_one_line() removes them
 * from what comes from modules or from the environment. A text without STX is shown as it is. A
 * literal that contains a % must be used as a format. */
#pragma once

#include "base/render.h"
#include "base/text.h"

#include <glib.h>

#undef _
#undef NG_
#define _(text)           vmg_neutral(text)
#define NG_(one, many, n) vmg_neutral_many(one, many, n)

/* A format for printf(3), whose result is a neutral text of FORMAT and the arguments. The returned
 * format lives as long as the process. */
const char *vmg_neutral(const char *format) G_GNUC_FORMAT(1);
/* As vmg_neutral(), for a text that has one form for one thing and another form for many things.
 * The last number among the arguments must be N. */
const char *vmg_neutral_many(const char *one, const char *many, gulong n) G_GNUC_FORMAT(1)
    G_GNUC_FORMAT(2);
/* Makes an argument of a neutral text from a time, SECONDS since 1970. Free with g_free(). */
char *vmg_neutral_time(gint64 seconds);
