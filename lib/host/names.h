/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of names in <host>: CPU features, CPU models, machine types, paths. */
#pragma once

#include "base/arena.h"

#include <libxml/tree.h>

/* Copies NAMES (char *) into a sorted array in ARENA without duplicates; *COUNT is its size. */
const char *const *vmg_host_names_sort(VmgArena *arena, GPtrArray *names, gsize *count);
/* Copies the array and its COUNT names into ARENA. */
const char *const *vmg_host_names_copy(VmgArena *arena, const char *const *names, gsize count);
/* Reads the words of NODE's text, sorted; none if NODE is NULL. The other function writes them
 * as the text of an element <ELEMENT>. */
const char *const *vmg_host_names_read(VmgArena *arena, xmlNode *node, gsize *count);
void vmg_host_names_add(xmlNode *parent, xmlNs *ns, const char *element, const char *const *names,
                        gsize count);
