/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* config: shows mistakes in the configuration (config check) and the values in force (config show).
 */
#include "cli.h"

#include "base/paths.h"
#include "base/text.h"

#include <string.h>

int
vmg_cli_config(int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, _("print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autofree char *summary = g_strdup_printf(
        _("check lists every mistake in %s/guard.conf and in guard.conf.d/*.conf, one on each "
          "line, as FILE:LINE: TEXT. It also lists the check modules in %s. Exit status: 0 if "
          "everything is good, otherwise 1.\n\nshow prints the values that are in force, each with "
          "the file and line that sets it. Exit status: 0, or 2 if there are errors."),
        VMG_CONFDIR, VMG_MODULEDIR);

    if (!vmg_cli_parse(&argc, &argv, "check | show", summary, entries))
        return VMG_EXIT_UNDECIDED;
    if (argc == 2 && strcmp(argv[1], "check") == 0)
        return vmg_cli_config_check(json);
    if (argc == 2 && strcmp(argv[1], "show") == 0)
        return vmg_cli_config_show(json);
    return vmg_cli_fail(_("expected check or show; fix: see virt-migration-guard config --help"));
}
