/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads devices, addresses and default routes from the kernel, by rtnetlink. */
#pragma once

#include "agent/network/networks.h"

/* Reads all devices, addresses and default routes. Call this in a worker thread, because the kernel
 * goes through all routes of the host to find the default routes. */
VmgLinks *vmg_links_read(GError **error);

typedef struct VmgLinksWatch VmgLinksWatch;

/* Watches the kernel's lists of devices, addresses and default routes. After each reading of these
 * lists calls READ on the main loop with the result LINKS, which READ must free. If reading failed,
 * LINKS is NULL and ERROR is set. The lists are read a moment after a device, an address or a
 * default route changed (CHANGED is TRUE; many changes become one reading), and after
 * vmg_links_watch_ask() was called. */
VmgLinksWatch *vmg_links_watch(void (*read)(gpointer data, VmgLinks *links, gboolean changed,
                                            const GError *error),
                               gpointer data, GError **error);
/* Call this only when vmg_links_watch_is_idle() returns TRUE. */
void vmg_links_watch_free(VmgLinksWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgLinksWatch, vmg_links_watch_free)

/* Reads the kernel's lists of devices, addresses and default routes again, in a thread. */
void vmg_links_watch_ask(VmgLinksWatch *watch);
/* Whether no thread is reading the kernel's lists for WATCH. */
gboolean vmg_links_watch_is_idle(const VmgLinksWatch *watch);
