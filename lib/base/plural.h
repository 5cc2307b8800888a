/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chooses the plural form of a text for a number, by the rule in the catalogue of a language.
 * Uses libc only. */
#pragma once

#include <stddef.h>

/* Sets *FORM to the number of the plural form for N, counted from 0. RULE is from the line
 * Plural-Forms of a .po file: an expression as in C, with the variable n, up to a NUL or a
 * semicolon. Returns 0, or -1 if RULE is wrong. */
int vmg_plural_form(const char *rule, unsigned long n, size_t *form);
