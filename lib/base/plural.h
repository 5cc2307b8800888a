/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which form of a text a number takes, by the rule in the catalogue of a language. libc only. */
#pragma once

#include <stddef.h>

/* The form, counted from 0, that N takes by RULE: an expression of C in n, as in the line
 * Plural-Forms of a .po file, up to its end or to a semicolon. 0, or -1 if RULE can't be read. */
int vmg_plural_form(const char *rule, unsigned long n, size_t *form);
