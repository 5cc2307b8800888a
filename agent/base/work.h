/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Worker threads, for work that may wait and so must not be done on the main loop. */
#pragma once

#include <glib.h>

typedef struct VmgWork VmgWork;

VmgWork *vmg_work_new(guint threads);
/* Does not wait: work that is under way ends by itself, work that has not begun is dropped. */
void vmg_work_free(VmgWork *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgWork, vmg_work_free)

/* Calls RUN(data) on a worker thread, then DONE(data) on the main loop. */
void vmg_work_push(VmgWork *work, void (*run)(gpointer data), void (*done)(gpointer data),
                   gpointer data);
/* The number of calls whose DONE was not called yet. */
guint vmg_work_pending(const VmgWork *work);
