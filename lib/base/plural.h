/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chooses the plural form of a text for a number, by the rule in the catalogue of a language.
 * Uses libc only. */
#pragma once

#include <stddef.h>

/* Sets *FORM to the number of the form for N, counted from 0. RULE is the expression in the line
 * Plural-Forms of a .po file, an expression of C in n; it ends at its NUL or at a semicolon.
 * Returns 0, or -1 if RULE can't be read. */
int vmg_plural_form(const char *rule, unsigned long n, size_t *form);
