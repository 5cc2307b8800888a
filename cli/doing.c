/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/doing.h"

#include "agent/virt/busy.h"
#include "base/xml.h"
#include "guest/guest.h"

#include <string.h>

static gboolean
has_block_job(virDomain *domain, const char *target)
{
    virDomainBlockJobInfo info;

    return virDomainGetBlockJobInfo(domain, target, &info, 0) > 0;
}

static guint32
block_jobs(virDomain *domain, const char *xml)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(xml, strlen(xml), "domain XML", NULL);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, NULL) : NULL;

    for (size_t i = 0; guest && i < guest->view.disk_count; i++)
        if (has_block_job(domain, guest->view.disks[i]->target))
            return VMG_SOURCE_BLOCK_JOB;
    return 0;
}

static guint32
state(virDomain *domain)
{
    int state = VIR_DOMAIN_NOSTATE, reason = 0;

    if (virDomainGetState(domain, &state, &reason, 0) < 0 || state != VIR_DOMAIN_PAUSED)
        return 0;
    return reason == VIR_DOMAIN_PAUSED_IOERROR ? VMG_SOURCE_IO_ERROR : 0;
}

guint32
vmg_cli_doing(virDomain *domain, const char *xml)
{
    guint32 flags = virDomainSnapshotNum(domain, 0) > 0 ? VMG_SOURCE_HAS_SNAPSHOTS : 0;

    if (virDomainIsActive(domain) != 1)
        return flags;
    flags |= state(domain);
    return vmg_busy(domain) == VMG_BUSY_NOT ? flags | block_jobs(domain, xml) : flags;
}
