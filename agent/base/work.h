/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work that may wait for somebody else, away from the main loop. */
#pragma once

#include <glib.h>

typedef struct VmgWork VmgWork;

VmgWork *vmg_work_new(guint threads);
/* Waits for nobody: what is under way ends by itself, what is not is dropped. */
void vmg_work_free(VmgWork *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgWork, vmg_work_free)

/* RUN(data) on one of the threads, then DONE(data) on the main loop. */
void vmg_work_push(VmgWork *work, void (*run)(gpointer data), void (*done)(gpointer data),
                   gpointer data);
/* How many pieces of work have not been done yet. */
guint vmg_work_pending(const VmgWork *work);
