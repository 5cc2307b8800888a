/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices: no device ties the guest to its host. Such a device is a part of the host itself, or
 * libvirt or QEMU can't migrate it. */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

static gboolean
is_disk(const struct vmg_device *device)
{
    return strcmp(device->element, "disk") == 0;
}

/* The name of a device in findings. */
static char *
name_device(const struct vmg_device *device)
{
    if (is_disk(device))
        return g_strdup_printf(_("disk %s"), device->type);
    return g_strjoin(" ", device->element, device->type ? device->type : device->what,
                     device->type ? device->what : NULL, NULL);
}

static char *
fix_reservations(const struct vmg_input *input)
{
    g_autofree char *nova = g_strdup_printf(
        _("give it a volume type that does not use them: openstack volume retype; then: "
          "openstack server reboot --hard %s"),
        input->guest->uuid);

    return vmg_fix_guest(input, _("remove <reservations> of this disk"),
                         _("edit the disk and clear Using SCSI Reservation"), nova);
}

static char *
fix_of(const struct vmg_input *input, const struct vmg_device *device)
{
    g_autofree char *xml = g_strdup_printf(_("remove this <%s>"), device->element);
    g_autofree char *nova =
        g_strdup_printf(_("openstack server resize --flavor FLAVOR %s, with a FLAVOR without it"),
                        input->guest->uuid);
    g_autofree char *without =
        vmg_fix_guest(input, xml, _("remove the device, for example under Host Devices"), nova);

    if (is_disk(device))
        return fix_reservations(input);
    if (device->flags & VMG_DEVICE_UNCLEAR)
        return g_strdup_printf(_("check that the other host has one like it, or %s"), without);
    return g_steal_pointer(&without);
}

static const char *
change_of(const struct vmg_device *device)
{
    static const struct {
        const char *element, *change;
    } changes[] = {
        {"cpu", N_("set migratable='on' in <cpu>")},
        {"disk", N_("remove <transient/> of this disk")},
        {"feature", N_("remove this <feature>, or put <timer name='tsc' frequency='HERTZ'/> into "
                       "<clock>; virsh capabilities shows the frequency")},
        {"reenlightenment", N_("put <timer name='tsc' frequency='HERTZ'/> into <clock>; virsh "
                               "capabilities shows the frequency")},
        {"shmem", N_("set role='master' in this <shmem>")},
        {"video", N_("set accel3d='no' in this <video>")},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++)
        if (strcmp(device->element, changes[i].element) == 0)
            return changes[i].change;
    return N_("remove this device");
}

static char *
fix_blocker(const struct vmg_input *input, const struct vmg_device *device)
{
    g_autofree char *nova =
        g_strdup_printf(_("openstack server resize --flavor FLAVOR %s, with a FLAVOR without it"),
                        input->guest->uuid);

    return vmg_fix_guest(input, _(change_of(device)),
                         _("remove it from the settings of the virtual machine"), nova);
}

/* Judges a device that libvirt or QEMU can't migrate while the guest runs. If the guest is shut
 * off, there is no state of the device to migrate, so the check passes. */
static guint
judge_blocker(const struct vmg_input *input, const struct vmg_device *device)
{
    gboolean unclear = (device->flags & VMG_DEVICE_UNCLEAR) != 0;
    guint reported;

    if (input->guest->source_flags & VMG_SOURCE_SHUT_OFF)
        return 0;
    reported = vmg_report_take(input, unclear ? VMG_WARN : VMG_FAIL, VMG_CODE_NOT_HANDED_ON,
                               name_device(device),
                               g_strdup(_("a guest that libvirt and QEMU can migrate")),
                               g_strdup(_(device->why)), fix_blocker(input, device));
    return unclear ? 0 : reported;
}

/* Judges one device. If it is unclear whether the device ties the guest to its host, the finding
 * is a warning, and the check still passes. */
static guint
judge_device(const struct vmg_input *input, const struct vmg_device *device)
{
    gboolean unclear = (device->flags & VMG_DEVICE_UNCLEAR) != 0;
    guint reported;

    if (device->flags & VMG_DEVICE_BLOCKS)
        return judge_blocker(input, device);
    if (vmg_judge_filesystem(input, device))
        return 0;
    reported = vmg_report_take(input, unclear ? VMG_WARN : VMG_FAIL,
                               unclear ? VMG_CODE_HOST_DEVICE_UNCLEAR : VMG_CODE_HOST_DEVICE,
                               name_device(device), g_strdup(_("only devices that can migrate")),
                               g_strdup(_(device->why)), fix_of(input, device));

    return unclear ? 0 : reported;
}

static int
run(const struct vmg_input *input)
{
    guint reported = 0;

    for (size_t i = 0; i < input->guest->device_count; i++)
        reported += judge_device(input, input->guest->devices[i]);
    if (reported == 0)
        vmg_report(input, VMG_PASS, NULL, NULL, _("only devices that can migrate"),
                   _("all its devices can migrate"), NULL);
    return 0;
}

const struct vmg_check vmg_check_devices =
    VMG_CHECK_INIT("devices", N_("no device ties the guest to its host"), 0, run);
