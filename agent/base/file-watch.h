/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Notices at once when a file or the content of a directory changes. */
#pragma once

#include <glib.h>

typedef struct VmgFileWatch VmgFileWatch;

/* Calls CHANGED on the main loop when the file PATH was written, replaced or removed. The watch
 * begins with the first call of vmg_file_watch_renew(), which makes the directory of PATH if this
 * directory is missing. */
VmgFileWatch *vmg_file_watch_new(const char *path, void (*changed)(gpointer data), gpointer data,
                                 GError **error);
/* As vmg_file_watch_new(), but for any file in DIRECTORY. DIRECTORY may be missing and is not
 * made. */
VmgFileWatch *vmg_file_watch_new_directory(const char *directory, void (*changed)(gpointer data),
                                           gpointer data, GError **error);
/* As vmg_file_watch_new_directory(), for a directory whose entries are links and directories:
 * these are made and removed but never written. */
VmgFileWatch *vmg_file_watch_new_links(const char *directory, void (*changed)(gpointer data),
                                       gpointer data, GError **error);
/* As vmg_file_watch_new_directory(), but CHANGED is only called when a file is removed. */
VmgFileWatch *vmg_file_watch_new_removals(const char *directory, void (*changed)(gpointer data),
                                          gpointer data, GError **error);
void vmg_file_watch_free(VmgFileWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgFileWatch, vmg_file_watch_free)

/* Begins to watch the directory if the directory is not watched. Call this function from time to
 * time, because somebody may remove or rename the directory. A call is cheap while the directory is
 * watched. */
gboolean vmg_file_watch_renew(VmgFileWatch *watch, GError **error);
