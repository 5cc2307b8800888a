/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* resources: nothing on the destination prevents the guest from arriving, and the guest is in a
 * state in which it can leave. libvirt refuses most of these cases as well, but later and with
 * less information. */
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

static const char *
source_name(const struct vmg_input *input)
{
    return input->source ? input->source->name : _("the source host");
}

/* Judges a guest that arrived paused and was not resumed. QEMU takes over the guest's disks only
 * when the guest is resumed. If the guest is migrated before that, QEMU ends with a failed
 * assertion, and the guest is then on neither host. */
static guint
judge_resumed(const struct vmg_input *input)
{
    const char *host = source_name(input);

    if (!(input->guest->source_flags & VMG_SOURCE_NOT_RESUMED))
        return 0;
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_GUEST_NOT_RESUMED, g_strdup(input->guest->name),
        g_strdup_printf(_("a guest that was resumed since it arrived on %s"), host),
        g_strdup(_("it arrived paused, and QEMU would end it")), fix_state(input, host));
}

static char *
fix_snapshots(const struct vmg_input *input)
{
    const char *host = source_name(input), *name = input->guest->name;

    if (vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, delete the snapshots of %s"), name);
    return g_strdup_printf(_("on %s: virsh snapshot-list %s, then for each of them: virsh "
                             "snapshot-delete %s SNAPSHOT"),
                           host, name, name);
}

/* Refuses a guest with snapshots: libvirt does not migrate it. QEMU alone could do it, but
 * libvirt on the destination would not know the snapshots. */
static guint
judge_snapshots(const struct vmg_input *input)
{
    if (!(input->guest->source_flags & VMG_SOURCE_HAS_SNAPSHOTS))
        return 0;
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_GUEST_SNAPSHOTS, g_strdup(input->guest->name),
        g_strdup_printf(_("a guest of which libvirt on %s has no snapshots"), source_name(input)),
        g_strdup(_("it has snapshots, so libvirt does not migrate it")), fix_snapshots(input));
}

static guint
judge_block_job(const struct vmg_input *input)
{
    const char *host = source_name(input), *name = input->guest->name;

    if (!(input->guest->source_flags & VMG_SOURCE_BLOCK_JOB))
        return 0;
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_GUEST_BLOCK_JOB, g_strdup(name),
        g_strdup_printf(_("a guest without a block job on %s"), host),
        g_strdup(_("one of its disks is being copied, merged or backed up")),
        g_strdup_printf(
            _("wait until it is done; virsh blockjob %s DISK on %s shows it, and --abort ends it"),
            name, host));
}

/* Warns about a guest that an I/O error has paused. libvirt refuses to migrate such a guest only
 * with --abort-on-error. */
static guint
judge_io_error(const struct vmg_input *input)
{
    const char *host = source_name(input), *name = input->guest->name;

    if (!(input->guest->source_flags & VMG_SOURCE_IO_ERROR))
        return 0;
    vmg_report_take(
        input, VMG_WARN, VMG_CODE_GUEST_IO_ERROR, g_strdup(name),
        g_strdup_printf(_("a guest that is not paused by an error on %s"), host),
        g_strdup(_("an I/O error of a disk has paused the guest, so it would arrive paused")),
        g_strdup_printf(_("on %s: virsh domblkerror %s; repair the storage, then: virsh resume %s"),
                        host, name, name));
    return 0;
}

static guint
judge_state(const struct vmg_input *input)
{
    return judge_resumed(input) + judge_snapshots(input) + judge_block_job(input) +
           judge_io_error(input);
}

static char *
want_nothing(const struct vmg_input *input)
{
    return g_strdup_printf(_("no conflict on %s"), input->destination->name);
}

static guint
report_there(const struct vmg_input *input, const char *code, char *found, char *fix)
{
    return vmg_report_take(input, VMG_FAIL, code, g_strdup(input->guest->name), want_nothing(input),
                           found, fix);
}

static guint
judge_name(const struct vmg_input *input, const struct vmg_known_guest *known)
{
    return report_there(input, VMG_CODE_GUEST_NAME_TAKEN,
                        g_strdup_printf(_("another guest of that name, UUID %s"), known->uuid),
                        g_strdup_printf(_("choose another destination, or rename one of the two; "
                                          "if the one on %s is not needed: virsh undefine %s"),
                                        input->destination->name, known->name));
}

static guint
judge_uuid(const struct vmg_input *input, const struct vmg_known_guest *known)
{
    return report_there(
        input, VMG_CODE_GUEST_UUID_TAKEN,
        g_strdup_printf(_("the same UUID under the name %s"), known->name),
        g_strdup_printf(_("choose another destination; if %s on %s is no longer needed, run there: "
                          "virsh undefine %s"),
                        known->name, input->destination->name, known->name));
}

static guint
judge_active(const struct vmg_input *input, const struct vmg_known_guest *known)
{
    return report_there(
        input, VMG_CODE_GUEST_ACTIVE_THERE, g_strdup(_("the guest is already active there")),
        g_strdup_printf(
            _("check which of the two is the right one, at once: both write to the same "
              "disks; then run on the host of the other: virsh destroy %s"),
            known->name));
}

static guint
judge_saved(const struct vmg_input *input, const struct vmg_known_guest *known)
{
    return report_there(
        input, VMG_CODE_GUEST_SAVED_THERE,
        g_strdup(
            _("a managed save of it, which its next start there would restore over newer disks")),
        g_strdup_printf(
            _("choose another destination; if nobody needs it, on %s: virsh managedsave-remove %s"),
            input->destination->name, known->name));
}

/* Judges a guest that libvirt on the destination knows. If it has the same name and the same
 * UUID as the arriving guest and is not active, that is allowed, because Pacemaker defines its
 * guests on all nodes. */
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
    return reported + vmg_judge_machine(input) + vmg_judge_offloads(input) +
           vmg_judge_claims(input) + vmg_judge_files(input) + vmg_judge_services(input);
}

static void
report_unlisted(const struct vmg_input *input)
{
    vmg_report_take(input, VMG_WARN, VMG_CODE_GUESTS_UNLISTED, NULL, want_nothing(input),
                    g_strdup(_("facts that do not list the guests there")),
                    g_strdup_printf(_("on %s: update virt-migration-guard, then: systemctl "
                                      "restart virt-migration-guard"),
                                    input->destination->name));
}

/* Reports a pass with the list of the things that the agent looks at only when the guest
 * arrives. */
static void
report_later(const struct vmg_input *input, const char *later)
{
    vmg_report_take(input, VMG_PASS, VMG_CODE_LOOK_LATER, NULL, want_nothing(input),
                    g_strdup_printf(_("looked at when the guest arrives: %s"), later), NULL);
}

static void
report_good(const struct vmg_input *input)
{
    if (input->destination->flags & VMG_HOST_KNOWS_INVENTORY)
        vmg_report_take(input, VMG_PASS, NULL, NULL, want_nothing(input), g_strdup(_("nothing")),
                        NULL);
    else
        report_unlisted(input);
}

static int
run(const struct vmg_input *input)
{
    guint reported = judge_state(input);
    g_autofree char *later = NULL;

    if (!input->destination)
        return 0;
    later = vmg_files_not_looked_at(input);
    reported += judge_destination(input);
    if (later)
        report_later(input, later);
    if (reported == 0)
        report_good(input);
    return 0;
}

const struct vmg_check vmg_check_resources =
    VMG_CHECK_INIT("resources", N_("nothing on the destination conflicts with the guest"),
                   VMG_NEEDS_DESTINATION, run);
