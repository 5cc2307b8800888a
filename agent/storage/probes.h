/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether paths answer. Each is asked by a thread of its own, since one on a dead
 * server never returns; nobody waits for it. */
#pragma once

#include <glib.h>

typedef struct VmgProbes VmgProbes;

/* CHANGED is called on the main loop when a path's state is another one. */
VmgProbes *vmg_probes_new(void (*changed)(gpointer data), gpointer data);
/* Threads that hang end with the process. */
void vmg_probes_free(VmgProbes *probes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgProbes, vmg_probes_free)

/* Asks these paths (char *), and forgets all others. A path that is still being
 * asked is not asked again. */
void vmg_probes_ask(VmgProbes *probes, const GPtrArray *paths);
/* up; down, where it gave an error, or no answer for 5 seconds; missing; NULL
 * where it was never asked, or is asked for the first time. */
const char *vmg_probes_state(const VmgProbes *probes, const char *path);
/* Whether all have a state. */
gboolean vmg_probes_are_known(const VmgProbes *probes);
