/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads devices, addresses and default routes from the kernel, by rtnetlink. */
#pragma once

#include "agent/network/networks.h"

/* Reads all devices, addresses and default routes. Call this in a worker thread, because the kernel
 * goes through all routes of the host to find the default routes. */
VmgLinks *vmg_links_read(GError **error);

typedef struct VmgLinksWatch VmgLinksWatch;

/* Calls READ on the main loop with what was read; READ takes LINKS over, which is NULL with an
 * error if reading failed. READ is called a moment after a device, an address or a default route
 * changed (CHANGED is TRUE; many changes become one call), and when vmg_links_watch_ask() asked for
 * it. */
VmgLinksWatch *vmg_links_watch(void (*read)(gpointer data, VmgLinks *links, gboolean changed,
                                            const GError *error),
                               gpointer data, GError **error);
/* Call this only when vmg_links_watch_is_idle() returns TRUE. */
void vmg_links_watch_free(VmgLinksWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgLinksWatch, vmg_links_watch_free)

/* Asks for another reading. */
void vmg_links_watch_ask(VmgLinksWatch *watch);
/* Whether nothing is being read. */
gboolean vmg_links_watch_is_idle(const VmgLinksWatch *watch);
