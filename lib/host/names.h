/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of names in <host>: CPU features and models, machines, paths. */
#pragma once

#include "base/arena.h"

#include <libxml/tree.h>

/* NAMES (char *) as a sorted array in ARENA, each once; *COUNT is its size. */
const char *const *vmg_host_names_sort(VmgArena *arena, GPtrArray *names, gsize *count);
/* COUNT names, and the array, copied into ARENA. */
const char *const *vmg_host_names_copy(VmgArena *arena, const char *const *names, gsize count);
/* The words of NODE's text, sorted; none of NULL. And the other direction, as <ELEMENT>. */
const char *const *vmg_host_names_read(VmgArena *arena, xmlNode *node, gsize *count);
void vmg_host_names_add(xmlNode *parent, xmlNs *ns, const char *element, const char *const *names,
                        gsize count);
