/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Suggests the word that was probably meant if a word is mistyped. */
#pragma once

#include <glib.h>

/* The word of CHOICES (NULL-terminated) that differs from WORD by at most two letters, which must
 * be fewer than half of the letters of that choice. If there is none: the only choice that begins
 * with the same letters as WORD, at least four letters and more than half of both. NULL if there is
 * none. */
const char *vmg_suggest(const char *word, const char *const *choices);
/* The text "; did you mean 'x'?", or "" if there is no suggestion. Free with g_free(). */
char *vmg_suggest_text(const char *word, const char *const *choices);
