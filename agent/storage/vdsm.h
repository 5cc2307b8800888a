/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Notices at once when VDSM makes or removes a link POOL/DOMAIN in its directory of data
 * centers, because the engine may send guests as soon as a host is Up. */
#pragma once

#include <glib.h>

typedef struct VmgVdsmWatch VmgVdsmWatch;

/* DIRECTORY (/rhev/data-center) may be missing. CHANGED is called on the main loop. */
VmgVdsmWatch *vmg_vdsm_watch_new(const char *directory, void (*changed)(gpointer data),
                                 gpointer data);
void vmg_vdsm_watch_free(VmgVdsmWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgVdsmWatch, vmg_vdsm_watch_free)

/* Watches the data centers that exist now. Call this from time to time, and after each change.
 * If watching is not possible (no inotify instances are left), changes are noticed later. */
void vmg_vdsm_watch_renew(VmgVdsmWatch *watch);
