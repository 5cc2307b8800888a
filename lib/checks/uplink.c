/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check networks: a bridge that has lost its uplink. */
#include "base/neutral.h"
#include "checks/checks.h"

/* A declared bridge counts as up without any port, because both hosts may have it only for guests
 * of their own. But a guest whose bridge leads further on the source would be cut off. */
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
