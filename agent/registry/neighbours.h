/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other hosts of the cluster. What the registry says about each host is kept in a file below
 * /run, where this host's hook can read it. Any thread may use this, but only one thread at a
 * time. */
#pragma once

#include "agent/registry/registry.h"

typedef struct VmgNeighbours VmgNeighbours;

/* DIRECTORY is VmgPaths' peers, and must outlive the result. */
VmgNeighbours *vmg_neighbours_new(const char *directory);
void vmg_neighbours_free(VmgNeighbours *neighbours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgNeighbours, vmg_neighbours_free)

/* Asks REGISTRY for all hosts and updates the files of hosts that have changed. If KEY is not
 * NULL, entries that are not signed with it are not believed. May wait for the registry. */
gboolean vmg_neighbours_look(VmgNeighbours *neighbours, VmgRegistry *registry, GBytes *key,
                             GError **error);
