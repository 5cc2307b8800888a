/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sees at once that VDSM makes or removes a link POOL/DOMAIN below its directory of data centers:
 * the engine may send guests as soon as a host is Up. */
#pragma once

#include <glib.h>

typedef struct VmgVdsmWatch VmgVdsmWatch;

/* DIRECTORY (/rhev/data-center) may be missing. CHANGED is called on the main loop. */
VmgVdsmWatch *vmg_vdsm_watch_new(const char *directory, void (*changed)(gpointer data),
                                 gpointer data);
void vmg_vdsm_watch_free(VmgVdsmWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgVdsmWatch, vmg_vdsm_watch_free)

/* Watches the data centers that are there now, and no others. To be called now and then, and after
 * each change. Where it can't (no inotify instances are left) changes are seen later. */
void vmg_vdsm_watch_renew(VmgVdsmWatch *watch);
