/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts for people, in their language. po/ has the translations. The locale need not be
 * installed (see catalogue.h). What programs read (keys, values, XML) and the agent's log are
 * not translated. Uses libc only. */
#pragma once

#define VMG_TEXT_DOMAIN "virt-migration-guard"

/* The translation of a literal, or the literal itself. Lives until the language changes. */
#define _(text) vmg_text(text)
/* Marks a literal for translation. It is translated at the place where it is used. */
#define N_(text) text
/* The text for N things, in the plural form that the language needs. */
#define NG_(one, many, n) vmg_text_plural(one, many, n)

const char *vmg_text(const char *text) __attribute__((format_arg(1)));
const char *vmg_text_plural(const char *one, const char *many, unsigned long n)
    __attribute__((format_arg(1), format_arg(2)));

/* Sets the language to LANGUAGE ("ru"), whatever the environment says. English if LANGUAGE is
 * "en" or NULL, or has no translations. Call it before other threads start. */
void vmg_text_use(const char *language);
/* As vmg_text_use(), with the translations in DIRECTORY instead of the installed ones. Returns
 * whether LANGUAGE has translations there. */
int vmg_text_use_from(const char *directory, const char *language);
/* Sets the language to that of the environment, as locale(7) says: LANGUAGE if it is set,
 * otherwise LC_ALL, LC_MESSAGES or LANG. The translations are in DIRECTORY. The locale itself
 * need not be installed. */
void vmg_text_use_environment(const char *directory);
