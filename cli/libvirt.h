/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the command line talks to libvirt. Errors are libvirt's own words. */
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

/* The connection that [libvirt] uri names; read-only unless WRITE. */
virConnect *vmg_cli_connect(const VmgConfig *config, gboolean write, GError **error);
/* A guest by name or UUID. */
virDomain *vmg_cli_find_guest(virConnect *connect, const char *guest, GError **error);
/* The domain XML as libvirt has it now. Free with free(). */
char *vmg_cli_guest_xml(virDomain *domain, GError **error);
/* The domain XML of a running guest as it will be when the guest is started next; NULL if the guest
 * does not run, is transient, or if libvirt does not say. Free with free(). */
char *vmg_cli_guest_next_xml(virDomain *domain);
