/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes lists of names in <host>, for example of CPU features, CPU models or machine
 * types. */
#pragma once

#include "base/arena.h"

#include <libxml/tree.h>

/* Copies NAMES (char *) into a sorted array in ARENA without duplicates; *COUNT is its size. */
const char *const *vmg_host_names_sort(VmgArena *arena, GPtrArray *names, gsize *count);
/* Copies the array NAMES, and the COUNT names in it, into ARENA. */
const char *const *vmg_host_names_copy(VmgArena *arena, const char *const *names, gsize count);
/* Reads the words in NODE's text and returns them sorted; no words if NODE is NULL.
 * vmg_host_names_add() writes NAMES as the text of a new element. */
const char *const *vmg_host_names_read(VmgArena *arena, xmlNode *node, gsize *count);
void vmg_host_names_add(xmlNode *parent, xmlNs *ns, const char *element, const char *const *names,
                        gsize count);
