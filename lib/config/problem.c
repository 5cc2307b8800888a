/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/problem.h"

#include "base/error.h"
#include "base/neutral.h"

VmgProblem *
vmg_problem_new(VmgProblemKind kind, const char *file, guint line, const char *text,
                const char *fix)
{
    VmgProblem *problem = g_new0(VmgProblem, 1);

    problem->kind = kind;
    problem->file = g_strdup(file);
    problem->line = line;
    problem->text = g_strdup(text);
    problem->fix = g_strdup(fix);
    return problem;
}

void
vmg_problem_free(VmgProblem *problem)
{
    g_free(problem->file);
    g_free(problem->text);
    g_free(problem->fix);
    g_free(problem);
}

GPtrArray *
vmg_problems_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)vmg_problem_free);
}

guint
vmg_problems_count(const GPtrArray *problems, VmgProblemKind kind)
{
    guint count = 0;

    for (guint i = 0; i < problems->len; i++)
        count += ((const VmgProblem *)g_ptr_array_index(problems, i))->kind == kind;
    return count;
}

static const VmgProblem *
first_error(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const VmgProblem *problem = g_ptr_array_index(problems, i);

        if (problem->kind == VMG_PROBLEM_ERROR)
            return problem;
    }
    return NULL;
}

gboolean
vmg_problems_are_harmless(const GPtrArray *problems, GError **error)
{
    guint count = vmg_problems_count(problems, VMG_PROBLEM_ERROR);
    const VmgProblem *first = first_error(problems);
    g_autofree char *text = first ? vmg_problem_to_string(first) : NULL;

    if (count == 1)
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, "%s", text);
    else if (count > 1)
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    NG_("%s (and %u more mistake)", "%s (and %u more mistakes)", count - 1), text,
                    count - 1);
    return count == 0;
}

char *
vmg_problem_to_string(const VmgProblem *problem)
{
    if (problem->line == 0)
        return g_strdup_printf("%s: %s", problem->file, problem->text);
    return g_strdup_printf("%s:%u: %s", problem->file, problem->line, problem->text);
}
