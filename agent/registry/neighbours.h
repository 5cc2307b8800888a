/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other hosts of the cluster. What the registry says about each host is kept in a file below
 * /run, where this host's hook can read it. Any thread may use these functions, but only one thread
 * at a time. */
#pragma once

#include "agent/registry/registry.h"

typedef struct VmgNeighbours VmgNeighbours;

/* DIRECTORY is the member peers of VmgPaths, and must outlive the result. REGISTRY is a text
 * that is different for each registry: files of an earlier agent are used only if they have the
 * same text. */
VmgNeighbours *vmg_neighbours_new(const char *directory, const char *registry);
void vmg_neighbours_free(VmgNeighbours *neighbours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgNeighbours, vmg_neighbours_free)

/* Asks REGISTRY for all hosts and updates the files of hosts that have changed. If KEY is not NULL,
 * an entry is believed only if it is signed with KEY and not older than an entry that was seen
 * before. A host is then silent if it signs no new entries, and stays known until a signed entry
 * says that it is gone. So somebody who can only write to the registry can neither hide a host nor
 * make a silent host look alive. May wait for the registry. */
gboolean vmg_neighbours_look(VmgNeighbours *neighbours, VmgRegistry *registry, GBytes *key,
                             GError **error);
/* The order of the latest signed entry of the host UUID; 0 if none was seen. */
guint64 vmg_neighbours_order(const VmgNeighbours *neighbours, const char *uuid);
