/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/policy.h"

#include <string.h>

gboolean
vmg_policy_has(const char *group, const char *key)
{
    static const char *const groups[] = {"checks", "cache",    "cpu",    "custom-properties",
                                         "memory", "networks", "status", "storage",
                                         "vcpus",  NULL};

    return g_strv_contains(groups, group) ||
           (strcmp(group, "cluster") == 0 && strcmp(key, "unstamped") == 0) ||
           (strcmp(group, "guard") == 0 && strcmp(key, "mode") == 0) ||
           (strcmp(group, "migration") == 0 && strcmp(key, "max-incoming") == 0);
}

/* Copies values from FROM to TO: if PART is TRUE, the values for which vmg_policy_has() returns
 * TRUE; otherwise all other values. */
static void
copy(const VmgConfig *from, gboolean part, VmgConfig *to)
{
    g_auto(GStrv) keys = vmg_config_keys(from);

    for (guint i = 0; keys[i]; i++) {
        g_auto(GStrv) names = g_strsplit(keys[i], "\n", 2);
        guint line = 0;
        const char *file = vmg_config_origin(from, names[0], names[1], &line);

        if (vmg_policy_has(names[0], names[1]) == part)
            vmg_config_set(to, names[0], names[1], vmg_config_get(from, names[0], names[1]), file,
                           line);
    }
}

VmgConfig *
vmg_policy_apply(const VmgConfig *own, const VmgConfig *policy)
{
    VmgConfig *both = vmg_config_defaults();

    copy(own, FALSE, both);
    copy(policy, TRUE, both);
    return both;
}
