/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The addresses that the settings of qemu.conf mean: an address in another spelling, or the name
 * of a host. */
#pragma once

#include "host/host.h"

typedef struct VmgResolver VmgResolver;

/* CHANGED(data) is called on the main loop when a name has other addresses than before. */
VmgResolver *vmg_resolver_new(void (*changed)(gpointer data), gpointer data);
/* Waits for no name server. */
void vmg_resolver_free(VmgResolver *resolver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgResolver, vmg_resolver_free)

/* Asks for the addresses of TEXT again, in a thread, unless TEXT is an address or NULL. At most
 * one question about a name is under way. */
void vmg_resolver_ask(VmgResolver *resolver, const char *text);
/* The address that TEXT means, in its shortest spelling and without brackets; if the name TEXT has
 * several addresses, the one that NETWORK has (which may be NULL). TEXT itself if it is a name
 * whose addresses are not known. NULL for NULL. Free with g_free(). */
char *vmg_resolver_address(const VmgResolver *resolver, const char *text,
                           const struct vmg_network *network);
