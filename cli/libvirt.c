/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt.h"

#include "error.h"

#include <libvirt/virterror.h>

/* libvirt prints its errors by itself unless told not to. */
static void
be_quiet(void *data G_GNUC_UNUSED, virErrorPtr error G_GNUC_UNUSED)
{
}

void
vmg_cli_libvirt_error(GError **error, const char *doing)
{
    const virError *last = virGetLastError();

    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "%s: %s", doing,
                last && last->message ? last->message : "unknown error");
}

virConnect *
vmg_cli_connect(const VmgConfig *config, gboolean write, GError **error)
{
    const char *uri = vmg_config_get(config, "libvirt", "uri");
    virConnect *connect;

    virSetErrorFunc(NULL, be_quiet);
    connect = write ? virConnectOpen(uri) : virConnectOpenReadOnly(uri);
    if (!connect)
        vmg_cli_libvirt_error(error, uri);
    return connect;
}

virDomain *
vmg_cli_find_guest(virConnect *connect, const char *guest, GError **error)
{
    virDomain *domain = virDomainLookupByName(connect, guest);

    if (!domain && g_uuid_string_is_valid(guest))
        domain = virDomainLookupByUUIDString(connect, guest);
    if (!domain)
        vmg_cli_libvirt_error(error, guest);
    return domain;
}

char *
vmg_cli_guest_xml(virDomain *domain, GError **error)
{
    char *xml = virDomainGetXMLDesc(domain, 0);

    if (!xml)
        vmg_cli_libvirt_error(error, virDomainGetName(domain));
    return xml;
}
