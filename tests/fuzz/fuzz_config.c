/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target config: each reported problem of a configuration names a line, and each value that is
 * read is in its range. */
#include "config/config.h"
#include "config/problem.h"
#include "fuzz.h"
#include "in-memory.h"

enum { FILE_MAX = 1024 * 1024 }; /* bytes; a longer file is not read */

static void
check_good(const VmgConfig *config)
{
    guint deadline = vmg_config_get_uint(config, "guard", "deadline-ms");
    g_auto(GStrv) networks = vmg_config_named_groups(config, "network");

    g_assert_true(vmg_config_mode(config) <= VMG_MODE_DISABLED);
    g_assert_cmpuint(deadline, >=, 10);
    g_assert_cmpuint(deadline, <=, 60000);
    g_assert_nonnull(networks);
    vmg_config_action(config, "cache");
}

/* Checks a problem that was found in the file: it has a line number, unless the file is too long
 * to be read, and it has a text. */
static void
check_problem(const VmgProblem *problem, size_t size)
{
    g_assert_cmpstr(problem->file, ==, "guard.conf");
    g_assert_true(problem->line > 0 || size > FILE_MAX);
    g_assert_nonnull(problem->text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const checks[] = {"cache", "status", NULL};
    static const VmgConfigNames names = {.checks = checks};
    g_autoptr(GPtrArray) problems = vmg_problems_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgConfig) whole = NULL, config = NULL;

    fuzz_set_file(data, size);
    whole = vmg_config_read("guard.conf", "guard.conf.d", &names, problems);
    config = vmg_config_load("guard.conf", "guard.conf.d", &error);
    check_good(whole);
    g_assert_true((config == NULL) == (error != NULL));
    g_assert_true(vmg_problems_are_harmless(problems, NULL) == (config != NULL));
    for (guint i = 0; i < problems->len; i++)
        check_problem(g_ptr_array_index(problems, i), size);
    return 0;
}
