/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* config: errors and warnings of guard.conf and its drop-ins. */
#include "cli.h"

#include "config.h"
#include "key.h"
#include "paths.h"

#include <stdio.h>
#include <string.h>

static int
check(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgConfig) config =
        vmg_config_load(paths.config_file, paths.config_directory, warnings, &error);
    g_autoptr(GBytes) key = NULL;

    if (config)
        vmg_key_load(config, &key, &error);
    for (guint i = 0; i < warnings->len; i++)
        printf("%s\n", (const char *)g_ptr_array_index(warnings, i));
    if (error)
        printf("%s\n", error->message);
    if (error || warnings->len)
        return VMG_EXIT_REFUSED;
    printf("the configuration is good: mode %s\n", vmg_config_get(config, "guard", "mode"));
    return VMG_EXIT_GOOD;
}

int
vmg_cli_config(int argc, char **argv)
{
    const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};

    if (!vmg_cli_parse(
            &argc, &argv, "check",
            "Reads " VMG_CONFDIR "/guard.conf and guard.conf.d/*.conf and\n"
            "prints a line, file:line: text, for each error. Exit status: 0 good, 1 not.",
            entries))
        return VMG_EXIT_UNDECIDED;
    if (argc == 2 && strcmp(argv[1], "check") == 0)
        return check();
    return vmg_cli_fail("say check; fix: see virt-migration-guard config --help");
}
