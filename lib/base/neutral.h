/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts that belong to no language until they are shown. A hook records in one process what
 * another process shows, to a reader with a language of its own. So lib/ and plugin/ mark their
 * texts with the _() of this header instead of text.h's: it does not translate. What
 * g_strdup_printf() makes of it carries the English format and the arguments beside it, and
 * vmg_neutral_render() makes a sentence of that in the language in use:
 *
 *     STX %s has %u US host-b US 8 ETX
 *     STX %@ US 1767225600 ETX         a time, which is the reader's local one where it is shown
 *
 * An argument may hold such a text again. After several forms of a text (NG_) the last number
 * among the arguments chooses. No argument can forge this: XML has no such characters, and
 * what comes from elsewhere (modules, the environment) goes through vmg_one_line() first. A
 * text without STX is shown as it is. A literal that has a % must be used as a format. */
#pragma once

#include "base/render.h"
#include "base/text.h"

#include <glib.h>

#undef _
#undef NG_
#define _(text)           vmg_neutral(text)
#define NG_(one, many, n) vmg_neutral_many(one, many, n)

/* The format that makes a neutral text of its arguments. It lives as long as the process. */
const char *vmg_neutral(const char *format) G_GNUC_FORMAT(1);
/* The same for N things; the last number among the arguments must be N. */
const char *vmg_neutral_many(const char *one, const char *many, gulong n) G_GNUC_FORMAT(1)
    G_GNUC_FORMAT(2);
/* SECONDS since 1970, to be an argument of such a format. Free with g_free(). */
char *vmg_neutral_time(gint64 seconds);
