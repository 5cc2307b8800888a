/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Probes whether paths answer. Each path has a thread of its own, because a thread on a dead
 * server never returns. Nobody waits for these threads. */
#pragma once

#include <glib.h>

typedef struct VmgProbes VmgProbes;

/* CHANGED is called on the main loop when the state of a path changes. */
VmgProbes *vmg_probes_new(void (*changed)(gpointer data), gpointer data);
/* Threads that hang stay until the process ends. */
void vmg_probes_free(VmgProbes *probes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgProbes, vmg_probes_free)

/* Probes PATHS (char *), and forgets all other paths. A path that is still being probed is not
 * probed again. */
void vmg_probes_ask(VmgProbes *probes, const GPtrArray *paths);
/* The state: "up"; "down" if probing gave an error or no answer for 5 seconds; "missing" if the
 * path does not exist; NULL if the path was never probed, or is probed for the first time. */
const char *vmg_probes_state(const VmgProbes *probes, const char *path);
/* Whether all paths have a state. */
gboolean vmg_probes_are_known(const VmgProbes *probes);
