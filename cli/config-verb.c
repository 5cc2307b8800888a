/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* config: errors and warnings of guard.conf and its drop-ins; the check modules. */
#include "base/line.h"
#include "cli.h"

#include "base/paths.h"
#include "base/text.h"
#include "checks/builtin.h"
#include "config/config.h"
#include "config/key.h"
#include "decide/modules.h"
#include "decide/verdict.h"

#include <stdio.h>
#include <string.h>

/* Everything that is read, and what is wrong with it. */
typedef struct {
    VmgConfig *config; /* NULL where it can't be read */
    GPtrArray *modules;
    GPtrArray *warnings;
    GError *error;
} Reading;

static void
reading_clear(Reading *reading)
{
    g_clear_pointer(&reading->config, vmg_config_free);
    g_clear_pointer(&reading->modules, g_ptr_array_unref);
    g_clear_pointer(&reading->warnings, g_ptr_array_unref);
    g_clear_error(&reading->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* The configuration says which modules to leave alone, and they, which groups and
 * checks it can know. */
static void
read_all(const VmgPaths *paths, Reading *reading)
{
    g_autoptr(VmgConfig) first =
        vmg_config_load(paths->config_file, paths->config_directory, NULL, NULL);
    g_autoptr(GBytes) key = NULL;
    g_auto(GStrv) checks = vmg_builtin_names(), modules = NULL;
    VmgConfigNames names = {.checks = (const char *const *)checks};

    reading->warnings = g_ptr_array_new_with_free_func(g_free);
    reading->modules = first ? vmg_modules_load(paths->modules, first) : g_ptr_array_new();
    modules = first ? vmg_modules_names(reading->modules) : vmg_modules_file_names(paths->modules);
    names.modules = (const char *const *)modules;
    reading->config = vmg_config_load_with(paths->config_file, paths->config_directory, &names,
                                           reading->warnings, &reading->error);
    if (reading->config)
        vmg_key_load(reading->config, &key, &reading->error);
}

/* Whether it is as it should be; what the administrator turned off is. */
static gboolean
print_module(const VmgModule *module, const VmgConfig *config)
{
    gboolean off = vmg_config_action(config, module->name) == VMG_ACTION_OFF;
    g_autofree char *file = vmg_one_line(module->file), *why = vmg_one_line(module->why);
    g_autofree char *version = vmg_one_line(module->check.version);
    g_autofree char *summary = vmg_one_line(module->check.summary);

    if (module->why) {
        if (off)
            printf("%s: %s\n", file, why);
        else
            printf(_("%s: %s; fix: %s\n"), file, why, module->fix);
        return off;
    }
    printf(off ? _("check %s %s, off: %s (%s)\n") : _("check %s %s: %s (%s)\n"), module->name,
           version, summary, file);
    return TRUE;
}

static int
check(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_auto(Reading) reading = {0};
    gboolean good = TRUE;

    read_all(&paths, &reading);
    for (guint i = 0; reading.config && i < reading.modules->len; i++)
        good &= print_module(g_ptr_array_index(reading.modules, i), reading.config);
    for (guint i = 0; i < reading.warnings->len; i++)
        printf("%s\n", (const char *)g_ptr_array_index(reading.warnings, i));
    if (reading.error)
        printf("%s\n", reading.error->message);
    if (reading.error || reading.warnings->len || !good)
        return VMG_EXIT_REFUSED;
    printf(_("the configuration is good: mode %s\n"),
           vmg_config_get(reading.config, "guard", "mode"));
    return VMG_EXIT_GOOD;
}

int
vmg_cli_config(int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, _("show: print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autofree char *summary = g_strdup_printf(
        _("check reads %s/guard.conf and guard.conf.d/*.conf and\n"
          "prints a line, file:line: text, for each error; and the modules in\n"
          "%s. Exit status: 0 good, 1 not.\n"
          "show prints the policy that is in force, each value with the file and line it is from."),
        VMG_CONFDIR, VMG_MODULEDIR);

    if (!vmg_cli_parse(&argc, &argv, "check | show", summary, entries))
        return VMG_EXIT_UNDECIDED;
    if (argc == 2 && strcmp(argv[1], "check") == 0)
        return check();
    if (argc == 2 && strcmp(argv[1], "show") == 0)
        return vmg_cli_config_show(json);
    return vmg_cli_fail(_("say check or show; fix: see virt-migration-guard config --help"));
}
