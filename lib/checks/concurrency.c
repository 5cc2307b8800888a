/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* concurrency: fewer guests are arriving on the destination than its limit, and fewer guests are
 * leaving the source than its limit. The second part is only checked if the source's own facts
 * are known, because a stamp does not say how many guests leave. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "config/config.h"

#include <inttypes.h>

static guint
count_incoming(const struct vmg_input *input)
{
    guint count = 0;

    for (size_t i = 0; i < input->destination->commitment_count; i++) {
        const struct vmg_commitment *other = input->destination->commitments[i];

        if ((other->flags & VMG_GUEST_INCOMING) && vmg_is_of_other(input, other))
            count++;
    }
    return count;
}

/* Reports a limit of 0: an administrator has switched migrations off, and waiting does not help. */
static void
report_off(const struct vmg_input *input, const char *code, const struct vmg_host *host)
{
    gboolean out = host == input->source;

    vmg_report_take(
        input, VMG_FAIL, code, NULL,
        g_strdup_printf(out ? _("a limit above 0 for migrations out of %s")
                            : _("a limit above 0 for migrations into %s"),
                        host->name),
        g_strdup(out ? _("[migration] max-outgoing = 0 there")
                     : _("[migration] max-incoming = 0 there")),
        g_strdup_printf(out ? _("if guests may leave %s again: remove max-outgoing = 0 from "
                                "guard.conf there")
                            : _("choose another destination; if guests may come to %s: remove "
                                "max-incoming = 0 from guard.conf there"),
                        host->name));
}

/* Whether the limits of VDSM apply, which oVirt's engine sets. VDSM queues migrations and starts
 * the next one as soon as one ends. If the guard refused a guest that only has to wait, VDSM
 * would give up the migration. */
static gboolean
is_vdsms(const struct vmg_host *host)
{
    return g_strcmp0(host->manager, VMG_MANAGER_VDSM) == 0;
}

static void
report_too_many(const struct vmg_input *input, const char *key, const char *code, guint64 limit,
                guint count, const struct vmg_host *host)
{
    g_autofree char *wanted = g_strdup_printf(
        host == input->source ? _("at most %" PRIu64 " migrations out of %s at a time")
                              : _("at most %" PRIu64 " migrations into %s at a time"),
        limit, host->name);
    g_autofree char *found = g_strdup_printf(_("%u under way"), count);
    g_autofree char *fix = g_strdup_printf(
        is_vdsms(host) ? _("set the limit in the migration policy of the cluster, which VDSM "
                           "keeps; on %s remove [migration] %s from guard.conf")
                       : _("try again when one has ended; if %s can take more at a time: raise "
                           "[migration] %s in guard.conf there"),
        host->name, key);

    if (count < limit)
        vmg_report(input, VMG_PASS, NULL, NULL, wanted, found, NULL);
    else
        vmg_report(input, is_vdsms(host) ? VMG_WARN : VMG_FAIL, code, NULL, wanted, found, fix);
}

static void
report_limit(const struct vmg_input *input, const char *key, const char *code, guint count,
             const struct vmg_host *host)
{
    const char *text = input->option(input, key);
    guint64 limit = vmg_option_number(input, key, VMG_CONFIG_MIGRATIONS);

    if (!text && is_vdsms(host))
        vmg_report_take(input, VMG_PASS, NULL, NULL,
                        g_strdup_printf(_("the limits that VDSM keeps itself on %s"), host->name),
                        g_strdup_printf(_("%u under way"), count), NULL);
    else if (limit == 0)
        report_off(input, code, host);
    else
        report_too_many(input, key, code, limit, count, host);
}

static int
run(const struct vmg_input *input)
{
    const struct vmg_host *source = input->source, *destination = input->destination;

    if (source && (source->flags & VMG_HOST_KNOWS_GUESTS))
        report_limit(input, "max-outgoing", VMG_CODE_TOO_MANY_OUTGOING, source->outgoing, source);
    if (destination)
        report_limit(input, "max-incoming", VMG_CODE_TOO_MANY_INCOMING, count_incoming(input),
                     destination);
    return 0;
}

const struct vmg_check vmg_check_concurrency = VMG_CHECK_INIT(
    "concurrency", N_("fewer migrations than the limit"), VMG_NEEDS_DESTINATION, run);
