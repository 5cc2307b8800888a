/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls libvirt for the command line. Errors are libvirt's own words. */
#pragma once

#include "config/config.h"

#include <libvirt/libvirt.h>

typedef virConnect VmgConnect;
typedef virDomain VmgDomain;

static inline void
vmg_connect_close(VmgConnect *connect)
{
    virConnectClose(connect);
}
static inline void
vmg_domain_free(VmgDomain *domain)
{
    virDomainFree(domain);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgConnect, vmg_connect_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgDomain, vmg_domain_free)

/* Opens the connection that [libvirt] uri names. It is read-only unless WRITE is set. */
virConnect *vmg_cli_connect(const VmgConfig *config, gboolean write, GError **error);
/* Looks up a guest by its name or UUID. */
virDomain *vmg_cli_find_guest(virConnect *connect, const char *guest, GError **error);
/* The guest's domain XML as it is now. Free with free(). */
char *vmg_cli_guest_xml(virDomain *domain, GError **error);
/* The domain XML of a running guest as it will be when the guest is started next; NULL if the guest
 * does not run, is transient, or if libvirt does not say. Free with free(). */
char *vmg_cli_guest_next_xml(virDomain *domain);
