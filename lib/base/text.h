/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts for people, in their language: gettext(3), libc's alone. po/ has the
 * translations. Not translated: what programs read (keys, values, XML), and the
 * agent's log. */
#pragma once

#include <libintl.h>

#define VMG_TEXT_DOMAIN "virt-migration-guard"

/* The translation of a literal, or itself. It lives as long as the process. */
#define _(text) dgettext(VMG_TEXT_DOMAIN, text)
/* Marks a literal that is translated where it is used. */
#define N_(text) text
/* The text for N things, by the language's rules. */
#define NG_(one, many, n) dngettext(VMG_TEXT_DOMAIN, one, many, n)

/* Texts come in LANGUAGE from now on ("ru"), whatever the environment says. English
 * stays where LANGUAGE is "en" or NULL, and where the host has no locale but C. */
void vmg_text_use(const char *language);
/* Texts come in the language of the environment's locale, as setlocale(3) takes it. */
void vmg_text_use_locale(void);
