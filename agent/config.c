/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/agent.h"
#include "agent/base/say.h"
#include "checks/builtin.h"
#include "decide/modules.h"

VmgConfig *
vmg_agent_load_config(const VmgPaths *paths, GError **error)
{
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    /* It reads their names alone: only who decides runs code of third parties. */
    g_auto(GStrv) modules = vmg_modules_file_names(paths->modules), checks = vmg_builtin_names();
    const VmgConfigNames names = {(const char *const *)checks, (const char *const *)modules};
    VmgConfig *config =
        vmg_config_load_with(paths->config_file, paths->config_directory, &names, warnings, error);

    for (guint i = 0; i < warnings->len; i++)
        vmg_say(LOG_WARNING, "%s", (const char *)g_ptr_array_index(warnings, i));
    return config;
}
