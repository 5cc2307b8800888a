/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cluster: source and destination host are in the same cluster. */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

static int
run(const struct vmg_input *input)
{
    const struct vmg_host *source = input->source, *destination = input->destination;
    g_autofree char *wanted = NULL, *found = NULL, *fix = NULL;

    if (!source || !destination)
        return 0;
    wanted = g_strdup_printf(_("both hosts in one cluster (%s is in '%s')"), destination->name,
                             destination->cluster);
    found = g_strdup_printf(_("%s is in '%s'"), source->name, source->cluster);
    if (strcmp(source->cluster, destination->cluster) == 0) {
        vmg_report(input, VMG_PASS, NULL, NULL, wanted, found, NULL);
        return 0;
    }
    fix = g_strdup_printf(_("choose a destination in cluster '%s'; if %s belongs to that cluster: "
                            "set [host] cluster = %s in guard.conf there"),
                          source->cluster, destination->name, source->cluster);
    vmg_report(input, VMG_FAIL, VMG_CODE_CLUSTER_DIFFERS, NULL, wanted, found, fix);
    return 0;
}

const struct vmg_check vmg_check_cluster =
    VMG_CHECK_INIT("cluster", N_("source and destination host are in the same cluster"),
                   VMG_NEEDS_SOURCE | VMG_NEEDS_DESTINATION, run);
