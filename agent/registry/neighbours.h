/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other hosts of the cluster, for this host's hook: what the registry says of each is kept
 * below /run. One thread at a time may use it, any thread. */
#pragma once

#include "agent/registry/registry.h"

typedef struct VmgNeighbours VmgNeighbours;

/* DIRECTORY is VmgPaths' peers, and must stay. */
VmgNeighbours *vmg_neighbours_new(const char *directory);
void vmg_neighbours_free(VmgNeighbours *neighbours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgNeighbours, vmg_neighbours_free)

/* Asks REGISTRY for all hosts and notes what has changed; only what KEY signed is believed, unless
 * that is NULL. May wait for the registry. */
gboolean vmg_neighbours_look(VmgNeighbours *neighbours, VmgRegistry *registry, GBytes *key,
                             GError **error);
