/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check networks: NICs on br-int, the integration bridge of OVN and of Neutron's
 * Open vSwitch agent. The port profile of such a NIC has an id. By this id the controller
 * connects the NIC to its network on every host. */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

gboolean
vmg_nic_is_integrated(const struct vmg_nic *nic)
{
    return strcmp(nic->source, "br-int") == 0 && g_strcmp0(nic->virtualport, "openvswitch") == 0;
}

static char *
fix(const struct vmg_input *input, const char *host)
{
    if (vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, set the Default Network Provider "
                                 "of the cluster, then put %s into maintenance and choose "
                                 "Installation, Reinstall"),
                               host);
    return g_strdup_printf(_("on %s: systemctl enable --now ovn-controller, or the agent of the "
                             "network service that the other host has"),
                           host);
}

guint
vmg_judge_integrated(const struct vmg_input *input, const struct vmg_nic *nic, gboolean is_there)
{
    const char *host = input->destination->name;

    if (is_there)
        return 0;
    return vmg_report_take(input, VMG_FAIL, VMG_CODE_NIC_DEVICE_MISSING,
                           g_strdup_printf(_("NIC %s"), nic->mac ? nic->mac : nic->source),
                           g_strdup(_("the integration bridge of OVN on both hosts")),
                           g_strdup_printf(_("%s has no bridge %s"), host, nic->source),
                           fix(input, host));
}
