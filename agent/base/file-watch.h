/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sees at once that the administrative status was changed. */
#pragma once

#include <glib.h>

typedef struct VmgStatusWatch VmgStatusWatch;

/* Calls CHANGED on the main loop when PATH was written, replaced or removed. */
VmgStatusWatch *vmg_status_watch_new(const char *path, void (*changed)(gpointer data),
                                     gpointer data, GError **error);
void vmg_status_watch_free(VmgStatusWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgStatusWatch, vmg_status_watch_free)

/* Watches PATH's directory, which it creates if need be; to be called now and
 * then, since somebody may remove it. Cheap while it is watched. */
gboolean vmg_status_watch_renew(VmgStatusWatch *watch, GError **error);
