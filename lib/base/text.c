/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/text.h"

#include <locale.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static void
bind(void)
{
    bindtextdomain(VMG_TEXT_DOMAIN, VMG_LOCALEDIR);
    bind_textdomain_codeset(VMG_TEXT_DOMAIN, "UTF-8");
}

/* gettext(3) translates in any locale but C, and by LANGUAGE alone. glibc 2.35 has
 * C.UTF-8 built in; from 2.39 on that counts as C, and another one is needed. */
void
vmg_text_use(const char *language)
{
    static const char *const locales[] = {"ru_RU.UTF-8", "en_US.UTF-8", "C.UTF-8"};

    if (!language || strcmp(language, "en") == 0)
        return;
    for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++)
        if (setlocale(LC_MESSAGES, locales[i])) {
            setlocale(LC_CTYPE, locales[i]);
            break;
        }
    setenv("LANGUAGE", language, 1);
    bind();
}

void
vmg_text_use_locale(void)
{
    setlocale(LC_MESSAGES, "");
    setlocale(LC_CTYPE, "");
    bind();
}
