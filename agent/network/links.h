/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel says of devices, addresses and default routes, by rtnetlink. */
#pragma once

#include "agent/network/networks.h"

VmgLinks *vmg_links_read(GError **error);

typedef struct VmgLinksWatch VmgLinksWatch;

/* Calls CHANGED on the main loop, a moment after a device, an address or a
 * default route changed; a storm of changes is one call. */
VmgLinksWatch *vmg_links_watch(void (*changed)(gpointer data), gpointer data, GError **error);
void vmg_links_watch_free(VmgLinksWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgLinksWatch, vmg_links_watch_free)
