/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "text.h"

#include "catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The translations of the language in use; NULL for English. This is a global variable, as
 * libc's locale is, because the functions that use texts have no context argument for it. */
static VmgCatalogue *catalogue;

const char *
vmg_text(const char *text)
{
    const char *translation = catalogue ? vmg_catalogue_find(catalogue, text) : NULL;

    return translation ? translation : text;
}

const char *
vmg_text_plural(const char *one, const char *many, unsigned long n)
{
    const char *translation = catalogue ? vmg_catalogue_find_plural(catalogue, one, n) : NULL;

    return translation ? translation : n == 1 ? one : many;
}

int
vmg_text_use_from(const char *directory, const char *language)
{
    char path[4096];
    int length = snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES/" VMG_TEXT_DOMAIN ".mo", directory,
                          language);

    vmg_catalogue_free(catalogue);
    catalogue = length > 0 && (size_t)length < sizeof(path) ? vmg_catalogue_open(path) : NULL;
    return catalogue != NULL;
}

void
vmg_text_use(const char *language)
{
    if (language && strcmp(language, "en") != 0) {
        vmg_text_use_from(VMG_LOCALEDIR, language);
        return;
    }
    vmg_catalogue_free(catalogue);
    catalogue = NULL;
}

/* The locale for messages that the environment names; NULL if it names none. */
static const char *
named_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);

        if (value && *value)
            return value;
    }
    return NULL;
}

/* Whether TEXT has only letters and underscores. TEXT is from the environment, which any user
 * can set, and becomes a part of a path. */
static int
is_name(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

    return text[0] != '\0' && text[strspn(text, letters)] == '\0';
}

/* Uses the language of LOCALE ("ru_RU.UTF-8"), up to a colon if there is one. Returns whether
 * the language is English or has translations. */
static int
use_locale(const char *directory, const char *locale)
{
    char name[32];
    size_t length = strcspn(locale, ".@:");

    if (length >= sizeof(name))
        return 0;
    memcpy(name, locale, length);
    name[length] = '\0';
    if (!is_name(name))
        return 0;
    if (vmg_text_use_from(directory, name))
        return 1;
    name[strcspn(name, "_")] = '\0';
    return strcmp(name, "en") == 0 || vmg_text_use_from(directory, name);
}

void
vmg_text_use_environment(const char *directory)
{
    const char *locale = named_locale(), *list = getenv("LANGUAGE");

    vmg_text_use(NULL);
    if (!locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return;
    list = list && *list ? list : locale;
    while (*list && !use_locale(directory, list)) {
        list += strcspn(list, ":");
        list += *list == ':';
    }
}
