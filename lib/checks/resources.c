/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* resources: nothing on the destination stands in the guest's way, and the guest is in a
 * state in which it can leave. libvirt refuses most of this as well, but later, and with less
 * to go by. */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

static char *
fix_state(const struct vmg_input *input, const char *host)
{
    if (vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, run %s first"), input->guest->name);
    if (vmg_is_managed_by(input, VMG_MANAGER_NOVA))
        return g_strdup_printf(_("resume it first: openstack server unpause %s"),
                               input->guest->uuid);
    return g_strdup_printf(_("on %s, resume it first: virsh resume %s"), host, input->guest->name);
}

/* QEMU of a guest that arrived paused takes over the guest's disks when it is resumed. Before
 * that a migration makes QEMU fail an assertion: the guest is then on neither host. */
static guint
judge_state(const struct vmg_input *input)
{
    const char *host = input->source ? input->source->name : _("the source host");
    g_autofree char *wanted = NULL, *fix = NULL;

    if (!(input->guest->source_flags & VMG_SOURCE_NOT_RESUMED))
        return 0;
    wanted = g_strdup_printf(_("a guest that was resumed since it arrived on %s"), host);
    fix = fix_state(input, host);
    vmg_report(input, VMG_FAIL, VMG_CODE_GUEST_NOT_RESUMED, input->guest->name, wanted,
               _("it arrived paused, and QEMU would end it"), fix);
    return 1;
}

static guint
report_there(const struct vmg_input *input, const char *code, const char *found, const char *fix)
{
    g_autofree char *wanted =
        g_strdup_printf(_("nothing on %s that stands in its way"), input->destination->name);

    vmg_report(input, VMG_FAIL, code, input->guest->name, wanted, found, fix);
    return 1;
}

static guint
judge_name(const struct vmg_input *input, const struct vmg_known_guest *known)
{
    const char *host = input->destination->name;
    g_autofree char *found = g_strdup_printf(_("another guest of that name, UUID %s"), known->uuid);
    g_autofree char *fix =
        g_strdup_printf(_("choose another destination, or rename one of the two; if that on %s is "
                          "no longer needed, run there: virsh undefine %s"),
                        host, known->name);

    return report_there(input, VMG_CODE_GUEST_NAME_TAKEN, found, fix);
}

static guint
judge_uuid(const struct vmg_input *input, const struct vmg_known_guest *known)
{
    const char *host = input->destination->name;
    g_autofree char *found = g_strdup_printf(_("the same UUID under the name %s"), known->name);
    g_autofree char *fix =
        g_strdup_printf(_("choose another destination; if %s on %s is no longer needed, run there: "
                          "virsh undefine %s"),
                        known->name, host, known->name);

    return report_there(input, VMG_CODE_GUEST_UUID_TAKEN, found, fix);
}

static guint
judge_active(const struct vmg_input *input, const struct vmg_known_guest *known)
{
    g_autofree char *fix = g_strdup_printf(
        _("check which of the two is the right one, at once: both write to the same "
          "disks; then run on the host of the other: virsh destroy %s"),
        known->name);

    return report_there(input, VMG_CODE_GUEST_ACTIVE_THERE, _("the guest itself, active there"),
                        fix);
}

static guint
judge_saved(const struct vmg_input *input, const struct vmg_known_guest *known)
{
    g_autofree char *fix = g_strdup_printf(
        _("choose another destination; if nobody needs that saved state, run on %s: "
          "virsh managedsave-remove %s"),
        input->destination->name, known->name);

    return report_there(input, VMG_CODE_GUEST_SAVED_THERE,
                        _("a managed save of it: its next start there would restore an old memory "
                          "over newer disks"),
                        fix);
}

/* The same name and UUID, not active: Pacemaker defines its guests on all nodes. */
static guint
judge_known(const struct vmg_input *input, const struct vmg_known_guest *known)
{
    gboolean same_name = strcmp(known->name, input->guest->name) == 0;
    gboolean same_uuid = g_ascii_strcasecmp(known->uuid, input->guest->uuid) == 0;
    guint reported = 0;

    if (!same_uuid)
        return same_name ? judge_name(input, known) : 0;
    if (!same_name)
        reported += judge_uuid(input, known);
    if (known->flags & VMG_KNOWN_ACTIVE)
        reported += judge_active(input, known);
    if (known->flags & VMG_KNOWN_SAVED)
        reported += judge_saved(input, known);
    return reported;
}

static guint
judge_destination(const struct vmg_input *input)
{
    const struct vmg_host *host = input->destination;
    guint reported = 0;

    for (size_t i = 0; i < host->known_guest_count; i++)
        reported += judge_known(input, host->known_guests[i]);
    return reported;
}

static void
report_unlisted(const struct vmg_input *input, const char *wanted)
{
    g_autofree char *fix = g_strdup_printf(_("on %s: update virt-migration-guard, then: systemctl "
                                             "restart virt-migration-guard"),
                                           input->destination->name);

    vmg_report(input, VMG_WARN, VMG_CODE_GUESTS_UNLISTED, NULL, wanted,
               _("facts that do not list the guests there"), fix);
}

static void
report_good(const struct vmg_input *input)
{
    const struct vmg_host *host = input->destination;
    g_autofree char *wanted =
        g_strdup_printf(_("nothing on %s that stands in its way"), host->name);

    if (host->flags & VMG_HOST_KNOWS_INVENTORY)
        vmg_report(input, VMG_PASS, NULL, NULL, wanted, _("nothing"), NULL);
    else
        report_unlisted(input, wanted);
}

static int
run(const struct vmg_input *input)
{
    guint reported = judge_state(input);

    if (!input->destination)
        return 0;
    reported += judge_destination(input);
    if (reported == 0)
        report_good(input);
    return 0;
}

const struct vmg_check vmg_check_resources =
    VMG_CHECK_INIT("resources", N_("nothing is in the guest's way"), VMG_NEEDS_DESTINATION, run);
