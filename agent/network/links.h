/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel says of devices, addresses and default routes, by rtnetlink. */
#pragma once

#include "agent/network/networks.h"

/* Waits for the kernel, which goes through all routes of a host to find the default
 * ones: for worker threads. */
VmgLinks *vmg_links_read(GError **error);

typedef struct VmgLinksWatch VmgLinksWatch;

/* Calls READ on the main loop with what was read (LINKS is taken over; NULL and an error
 * if that failed): a moment after a device, an address or a default route CHANGED, a
 * storm of changes being one call; and when vmg_links_watch_ask() asked for it. */
VmgLinksWatch *vmg_links_watch(void (*read)(gpointer data, VmgLinks *links, gboolean changed,
                                            const GError *error),
                               gpointer data, GError **error);
/* Not before vmg_links_watch_is_idle(). */
void vmg_links_watch_free(VmgLinksWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgLinksWatch, vmg_links_watch_free)

/* Asks for a reading. */
void vmg_links_watch_ask(VmgLinksWatch *watch);
/* Whether nothing is being read. */
gboolean vmg_links_watch_is_idle(const VmgLinksWatch *watch);
