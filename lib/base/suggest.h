/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What somebody meant who mistyped a word. */
#pragma once

#include <glib.h>

/* Of CHOICES (NULL-terminated) the one that is at most two changes of a letter from
 * WORD, and fewer than half of its letters; else the only one that shares with WORD its first
 * letters, four at least and more than half of either; NULL where there is none. */
const char *vmg_suggest(const char *word, const char *const *choices);
/* "; did you mean 'x'?", or "". Free with g_free(). */
char *vmg_suggest_text(const char *word, const char *const *choices);
