/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/busy.h"

VmgBusy
vmg_busy(virDomain *domain)
{
    virDomainControlInfo info = {0};

    if (virDomainGetControlInfo(domain, &info, 0) < 0)
        return VMG_BUSY_NOT;
    if (info.state == VIR_DOMAIN_CONTROL_JOB)
        return VMG_BUSY_JOB;
    return info.state == VIR_DOMAIN_CONTROL_OCCUPIED ? VMG_BUSY_QEMU : VMG_BUSY_NOT;
}
