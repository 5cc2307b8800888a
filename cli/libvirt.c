/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt.h"

#include "agent/virt/credentials.h"
#include "agent/virt/error.h"
#include "base/error.h"
#include "base/text.h"

#include <libvirt/virterror.h>

virConnect *
vmg_cli_connect(const VmgConfig *config, gboolean write, GError **error)
{
    g_autofree char *uri = vmg_credentials_uri(config);
    virConnect *connect;

    vmg_virt_error_be_quiet();
    if (write)
        return vmg_credentials_open(uri, error);
    connect = virConnectOpenReadOnly(uri);
    if (!connect)
        vmg_virt_error(error, uri);
    return connect;
}

virDomain *
vmg_cli_find_guest(virConnect *connect, const char *guest, GError **error)
{
    virDomain *domain = virDomainLookupByName(connect, guest);

    if (!domain && g_uuid_string_is_valid(guest))
        domain = virDomainLookupByUUIDString(connect, guest);
    if (!domain && virGetLastErrorCode() == VIR_ERR_NO_DOMAIN)
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("there is no guest '%s' on this host; fix: see virsh list --all"), guest);
    else if (!domain)
        vmg_virt_error(error, guest);
    return domain;
}

char *
vmg_cli_guest_xml(virDomain *domain, GError **error)
{
    char *xml = virDomainGetXMLDesc(domain, 0);

    if (!xml)
        vmg_virt_error(error, virDomainGetName(domain));
    return xml;
}

char *
vmg_cli_guest_next_xml(virDomain *domain)
{
    if (virDomainIsActive(domain) != 1 || virDomainIsPersistent(domain) != 1)
        return NULL;
    return virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);
}
