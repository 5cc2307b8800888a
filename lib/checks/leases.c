/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check storage: the destination reaches the storage of each lease of the guest.
 * The lock manager takes the lease only after the guest's memory was copied. If the storage is
 * missing then, the guest can't be resumed on the destination. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/disks.h"

#include <string.h>

static gboolean
is_up(const struct vmg_domain *domain)
{
    return domain && strcmp(domain->state, "up") == 0;
}

/* The storage domain on which HOST has the lease. In oVirt the lockspace is the UUID of the
 * storage domain. Then the path is not used: on a block domain the path is a logical volume
 * below /dev, which is not below the domain's path. */
static const struct vmg_domain *
find_domain(const struct vmg_host *host, const struct vmg_lease *lease)
{
    const struct vmg_domain *domain = vmg_disks_domain_by_source(host, lease->lockspace);

    if (domain && strcmp(domain->kind, "vdsm") == 0)
        return domain;
    return lease->path ? vmg_disks_domain_by_path(host, lease->path) : NULL;
}

static char *
name_lease(const struct vmg_lease *lease)
{
    const char *name = lease->key ? lease->key : lease->path;

    return name ? g_strdup_printf(_("lease %s"), name) : g_strdup(_("lease"));
}

static guint
report_unreachable(const struct vmg_input *input, const struct vmg_lease *lease,
                   const char *storage, const struct vmg_domain *to)
{
    const char *host = input->destination->name;

    return vmg_report_take(input, VMG_FAIL, VMG_CODE_LEASE_UNREACHABLE, name_lease(lease),
                           g_strdup_printf(_("%s on %s"), storage, host),
                           to ? g_strdup_printf(_("it is %s there"), to->state)
                              : g_strdup_printf(_("%s does not have it"), host),
                           vmg_fix_storage(input->destination, NULL));
}

/* Reports a warning about a lease. The check still passes. */
static guint
report_unclear(const struct vmg_input *input, const struct vmg_lease *lease)
{
    const char *path = lease->path ? lease->path : _("a lease without a path");

    vmg_report_take(
        input, VMG_WARN, VMG_CODE_LEASE_UNCLEAR, name_lease(lease),
        g_strdup(_("storage that both hosts reach")),
        g_strdup_printf(_("%s, on no storage domain"), path),
        g_strdup_printf(
            _("check it on %s, or declare it on both: [storage-domain NAME] path = DIRECTORY"),
            input->destination->name));
    return 0;
}

/* Judges a lease without the source's facts. This is possible only for leases of VDSM, and for
 * leases on a storage domain of the destination. */
static guint
judge_arriving(const struct vmg_input *input, const struct vmg_lease *lease)
{
    const struct vmg_domain *to = find_domain(input->destination, lease);

    if (is_up(to))
        return 0;
    if (to || vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return report_unreachable(input, lease, lease->lockspace ? lease->lockspace : lease->path,
                                  to);
    return report_unclear(input, lease);
}

static guint
judge_lease(const struct vmg_input *input, const struct vmg_lease *lease)
{
    const struct vmg_domain *from, *to;

    if (!lease->path && !lease->lockspace)
        return report_unclear(input, lease);
    if (!input->source)
        return judge_arriving(input, lease);
    from = find_domain(input->source, lease);
    if (!from)
        return report_unclear(input, lease);
    to = find_domain(input->destination, lease);
    if (is_up(to) && strcmp(to->source, from->source) == 0)
        return 0;
    return report_unreachable(input, lease, from->source,
                              vmg_disks_domain_by_source(input->destination, from->source));
}

guint
vmg_judge_leases(const struct vmg_input *input)
{
    guint reported = 0;

    for (size_t i = 0; i < input->guest->lease_count; i++)
        reported += judge_lease(input, input->guest->leases[i]);
    return reported;
}
