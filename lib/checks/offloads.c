/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check resources: features of the kernel that the guest's NICs use. QEMU can't
 * take away an offload that a running guest uses. If the destination's kernel does not support
 * the offload, QEMU on the destination ends when it has received the whole guest ("Features ...
 * unsupported" in its log). */
#include "base/neutral.h"
#include "checks/checks.h"

guint
vmg_judge_offloads(const struct vmg_input *input)
{
    const struct vmg_host *host = input->destination;
    gboolean is_absent = (host->flags & VMG_HOST_NO_TAP_USO) != 0;
    guint reported;

    if (!(input->guest->source_flags & VMG_SOURCE_TAP_USO) || (host->flags & VMG_HOST_TAP_USO))
        return 0;
    reported = vmg_report_take(
        input, is_absent ? VMG_FAIL : VMG_WARN, VMG_CODE_OFFLOAD_MISSING, g_strdup(_("NICs")),
        g_strdup(_("UDP segmentation offload on taps, which the guest uses")),
        is_absent ? g_strdup_printf(_("the kernel of %s does not support it, so QEMU would end"),
                                    host->name)
                  : g_strdup_printf(_("the facts of %s do not say whether its kernel supports it"),
                                    host->name),
        g_strdup_printf(_("choose another destination, or boot Linux 6.2 or later on %s"),
                        host->name));
    return is_absent ? reported : 0;
}
