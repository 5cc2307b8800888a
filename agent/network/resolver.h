/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the addresses that settings of qemu.conf mean: such a setting may be an address in any
 * spelling, or the name of a host. */
#pragma once

#include "host/host.h"

typedef struct VmgResolver VmgResolver;

/* CHANGED(data) is called on the main loop when a name has other addresses than before. */
VmgResolver *vmg_resolver_new(void (*changed)(gpointer data), gpointer data);
/* Does not wait for a name server. */
void vmg_resolver_free(VmgResolver *resolver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgResolver, vmg_resolver_free)

/* Asks for the addresses of TEXT again, in a thread, unless TEXT is an address or NULL. At most
 * one question about a name is under way. */
void vmg_resolver_ask(VmgResolver *resolver, const char *text);
/* The address that TEXT means, in its shortest spelling and without brackets. If TEXT is a name
 * with several addresses: the address in NETWORK (which may be NULL). If TEXT is a name whose
 * addresses are not known: TEXT. NULL if TEXT is NULL. Free with g_free(). */
char *vmg_resolver_address(const VmgResolver *resolver, const char *text,
                           const struct vmg_network *network);
