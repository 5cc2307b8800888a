/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the tags of libvirt's <vlan> as one text that can be compared. */
#pragma once

#include "base/arena.h"

#include <libxml/tree.h>

/* The tags in ascending order: "10", "10,20" or "trunk 10"; NULL if there are none, or if VLAN
 * is NULL. */
const char *vmg_vlans_read(VmgArena *arena, xmlNode *vlan);
/* The tag, if TEXT has exactly one tag; otherwise 0. TEXT may be NULL. */
guint vmg_vlans_single(const char *text);
