/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check networks: a bridge that does not work on the destination, because it has lost
 * its uplink or is switched off. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/nics.h"

/* A bridge that is named in guard.conf counts as up even without ports, because both hosts may
 * have it only for their own guests. But if the bridge has an uplink on the source and none on
 * the destination, the guest would lose its connection. */
guint
vmg_judge_uplink(const struct vmg_input *input, const struct vmg_network *from,
                 const struct vmg_network *to)
{
    const char *host = input->destination->name;

    if (!(from->flags & VMG_NETWORK_PORTS) || !(to->flags & VMG_NETWORK_ALONE))
        return 0;
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_NETWORK_ALONE, g_strdup_printf(_("network %s"), from->name),
        g_strdup_printf(_("a bridge with an uplink on %s, as on the source host"), host),
        g_strdup_printf(_("%s has no port but those of guests"), to->device),
        g_strdup_printf(_("on %s: ip link set UPLINK master %s, and see bridge link for its ports"),
                        host, to->device));
}

/* If the NIC's device is switched off on the source as well, the guest loses nothing by the
 * migration, so the finding is only a warning. */
guint
vmg_judge_switched_off(const struct vmg_input *input, const struct vmg_nic *nic)
{
    const char *host = input->destination->name;
    gboolean as_before = vmg_nics_is_switched_off(input->source, nic);
    guint reported =
        vmg_report_take(input, as_before ? VMG_WARN : VMG_FAIL, VMG_CODE_NETWORK_DOWN,
                        vmg_name_nic(nic), g_strdup_printf(_("%s up on %s"), nic->source, host),
                        g_strdup_printf(_("%s is switched off there"), nic->source),
                        g_strdup_printf(_("on %s: ip link set %s up"), host, nic->source));

    return as_before ? 0 : reported;
}
