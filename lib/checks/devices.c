/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices: no device ties the guest to its host. */
#include "base/neutral.h"
#include "checks/checks.h"

static char *
fix_of(const struct vmg_device *device, const char *guest)
{
    if (device->flags & VMG_DEVICE_UNCLEAR)
        return g_strdup_printf(
            _("see that it means the same on the other host; or take it out: virsh edit %s"),
            guest);
    if (g_strcmp0(device->element, "commandline") == 0)
        return g_strdup_printf(
            _("take it out (virsh edit %s), then shut the guest down and start it again"), guest);
    return g_strdup_printf(_("detach it (virsh detach-device %s), or shut the guest down and start "
                             "it on the other host"),
                           guest);
}

/* Returns whether it is refused. */
static gboolean
judge(const struct vmg_input *input, const struct vmg_device *device)
{
    gboolean unclear = (device->flags & VMG_DEVICE_UNCLEAR) != 0;
    g_autofree char *subject =
        g_strjoin(" ", device->element, device->type ? device->type : device->what,
                  device->type ? device->what : NULL, NULL);
    g_autofree char *fix = fix_of(device, input->guest->name);

    vmg_report(input, unclear ? VMG_WARN : VMG_FAIL,
               unclear ? VMG_CODE_HOST_DEVICE_UNCLEAR : VMG_CODE_HOST_DEVICE, subject,
               _("no device of the source host's own"), _(device->why), fix);
    return !unclear;
}

static int
run(const struct vmg_input *input)
{
    gboolean refused = FALSE;

    for (size_t i = 0; i < input->guest->device_count; i++)
        refused = judge(input, input->guest->devices[i]) || refused;
    if (!refused)
        vmg_report(input, VMG_PASS, NULL, NULL, _("no device of the source host's own"),
                   _("no device ties it to its host"), NULL);
    return 0;
}

const struct vmg_check vmg_check_devices =
    VMG_CHECK_INIT("devices", N_("no device ties the guest to its host"), 0, run);
