/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* If a user mistypes a word, suggests the word that the user probably meant. */
#pragma once

#include <glib.h>

/* The word of CHOICES (NULL-terminated) that is most similar to WORD: at most two letters
 * differ, and these are fewer than half of the letters of the choice. If there is no such word:
 * the only choice that begins like WORD, with at least four letters that are the same, and these
 * are more than half of each of the two words. NULL if there is no suggestion. */
const char *vmg_suggest(const char *word, const char *const *choices);
/* The text "; did you mean 'x'?", or "" if there is no suggestion. Free with g_free(). */
char *vmg_suggest_text(const char *word, const char *const *choices);
