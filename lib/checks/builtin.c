/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks/builtin.h"

#include "checks/checks.h"

#include <string.h>

static const struct vmg_check *const checks[] = {
    &vmg_check_cluster,
    &vmg_check_status,
    &vmg_check_cpu,
    &vmg_check_networks,
    &vmg_check_storage,
    &vmg_check_memory,
    &vmg_check_vcpus,
    &vmg_check_cache,
    &vmg_check_custom_properties,
    &vmg_check_devices,
    &vmg_check_resources,
    &vmg_check_migration_network,
    &vmg_check_concurrency,
    NULL,
};

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
