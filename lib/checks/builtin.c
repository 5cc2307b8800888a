/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks/builtin.h"

#include "checks/checks.h"

#include <string.h>

#define ADDRESS(name) &vmg_check_##name,
static const struct vmg_check *const checks[] = {VMG_BUILTIN_CHECKS(ADDRESS) NULL};

const struct vmg_check *const *
vmg_builtin_checks(void)
{
    return checks;
}

const struct vmg_check *
vmg_builtin_find(const char *name)
{
    for (const struct vmg_check *const *check = checks; *check; check++)
        if (strcmp((*check)->name, name) == 0)
            return *check;
    return NULL;
}

char **
vmg_builtin_names(void)
{
    char **names = g_new0(char *, G_N_ELEMENTS(checks));

    for (gsize i = 0; checks[i]; i++)
        names[i] = g_strdup(checks[i]->name);
    return names;
}
