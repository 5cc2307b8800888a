/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts for people, in their language. po/ has the translations; they need no locale (see
 * catalogue.h). Not translated: what programs read (keys, values, XML), and the agent's log.
 * libc only. */
#pragma once

#define VMG_TEXT_DOMAIN "virt-migration-guard"

/* The translation of a literal, or itself. It lives until the language changes. */
#define _(text) vmg_text(text)
/* Marks a literal that is translated where it is used. */
#define N_(text) text
/* The text for N things, by the language's rules. */
#define NG_(one, many, n) vmg_text_plural(one, many, n)

const char *vmg_text(const char *text) __attribute__((format_arg(1)));
const char *vmg_text_plural(const char *one, const char *many, unsigned long n)
    __attribute__((format_arg(1), format_arg(2)));

/* Texts come in LANGUAGE from now on ("ru"), whatever the environment says; in English if
 * LANGUAGE is "en" or NULL, or has no translations. To be called before other threads begin. */
void vmg_text_use(const char *language);
/* The same, with the languages below DIRECTORY instead of those that are installed. Returns
 * whether LANGUAGE has translations there. */
int vmg_text_use_from(const char *directory, const char *language);
/* Texts come in the language that the environment names, as locale(7) says: LANGUAGE if it is
 * set, else LC_ALL, LC_MESSAGES or LANG. DIRECTORY is as above. The locale itself need not be
 * installed. */
void vmg_text_use_environment(const char *directory);
