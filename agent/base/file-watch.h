/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sees at once that a file, or what is in a directory, was changed. */
#pragma once

#include <glib.h>

typedef struct VmgFileWatch VmgFileWatch;

/* Calls CHANGED on the main loop when the file PATH was written, replaced or removed. Its
 * directory is made if need be. */
VmgFileWatch *vmg_file_watch_new(const char *path, void (*changed)(gpointer data), gpointer data,
                                 GError **error);
/* The same of anything in DIRECTORY, which may be missing and is not made. */
VmgFileWatch *vmg_file_watch_new_directory(const char *directory, void (*changed)(gpointer data),
                                           gpointer data, GError **error);
/* The same of a directory in which links and directories are made, which are never written. */
VmgFileWatch *vmg_file_watch_new_links(const char *directory, void (*changed)(gpointer data),
                                       gpointer data, GError **error);
void vmg_file_watch_free(VmgFileWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgFileWatch, vmg_file_watch_free)

/* Begins to watch the directory if it is not watched. To be called now and then, since
 * somebody may remove or move it. Cheap while the directory is watched. */
gboolean vmg_file_watch_renew(VmgFileWatch *watch, GError **error);
