/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* status: the status of both hosts is Up. A source that prepares for maintenance may send its
 * guests away, unless [status] evacuate = no. */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

static gboolean
may_send(const struct vmg_input *input, const char *status)
{
    if (strcmp(status, VMG_STATUS_UP) == 0)
        return TRUE;
    return strcmp(status, VMG_STATUS_PREPARING) == 0 &&
           g_strcmp0(input->option(input, "evacuate"), "yes") == 0;
}

/* The fix for a host that is not Up. Only the administrator knows whether the maintenance of the
 * host is finished. */
static char *
fix_status(const struct vmg_input *input, const struct vmg_host *host)
{
    if (strcmp(host->status, VMG_STATUS_NON_RESPONSIVE) == 0)
        return g_strdup_printf(_("choose another destination, or see whether %s runs, and on it: "
                                 "systemctl status virt-migration-guard"),
                               host->name);
    if (host != input->source)
        return g_strdup_printf(_("choose another destination; if the maintenance of %s is over, "
                                 "run there: virt-migration-guard maintenance off"),
                               host->name);
    if (strcmp(host->status, VMG_STATUS_PREPARING) == 0)
        return g_strdup_printf(_("set [status] evacuate = yes in guard.conf on the destination; if "
                                 "the maintenance of %s is over, run there: virt-migration-guard "
                                 "maintenance off"),
                               host->name);
    return g_strdup_printf(_("run on %s, so that its guests may leave: virt-migration-guard "
                             "maintenance on; if its maintenance is over: virt-migration-guard "
                             "maintenance off"),
                           host->name);
}

static void
report_status(const struct vmg_input *input, const struct vmg_host *host, gboolean good)
{
    const char *code = host == input->source ? VMG_CODE_SOURCE_NOT_UP : VMG_CODE_DESTINATION_NOT_UP;

    vmg_report_take(
        input, good ? VMG_PASS : VMG_FAIL, good ? NULL : code,
        g_strdup_printf(host == input->source ? _("source host %s") : _("destination host %s"),
                        host->name),
        g_strdup(_("status up")), g_strdup(host->status), good ? NULL : fix_status(input, host));
}

static int
run(const struct vmg_input *input)
{
    const struct vmg_host *source = input->source, *destination = input->destination;

    if (source)
        report_status(input, source, may_send(input, source->status));
    if (destination)
        report_status(input, destination, strcmp(destination->status, VMG_STATUS_UP) == 0);
    return 0;
}

const struct vmg_check vmg_check_status = VMG_CHECK_INIT(
    "status", N_("both hosts are Up"), VMG_NEEDS_SOURCE | VMG_NEEDS_DESTINATION, run);
