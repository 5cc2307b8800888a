/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/agent.h"
#include "agent/base/say.h"
#include "checks/builtin.h"
#include "config/problem.h"
#include "decide/modules.h"

static void
say_problems(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const VmgProblem *problem = g_ptr_array_index(problems, i);
        g_autofree char *text = vmg_problem_to_string(problem);

        vmg_say(problem->kind == VMG_PROBLEM_ERROR ? LOG_ERR : LOG_WARNING, "%s", text);
    }
}

VmgConfig *
vmg_agent_load_config(const VmgPaths *paths, GError **error)
{
    g_autoptr(GPtrArray) problems = vmg_problems_new();
    /* The agent reads the names of the modules only: it runs no code of third parties. */
    g_auto(GStrv) modules = vmg_modules_file_names(paths->modules), checks = vmg_builtin_names();
    const VmgConfigNames names = {(const char *const *)checks, (const char *const *)modules};
    g_autoptr(VmgConfig) config =
        vmg_config_read(paths->config_file, paths->config_directory, &names, problems);

    say_problems(problems);
    return vmg_problems_are_harmless(problems, error) ? g_steal_pointer(&config) : NULL;
}
