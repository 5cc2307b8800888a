/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the VLAN tags of libvirt's <vlan> as one text, so that two NICs can be compared. */
#pragma once

#include "base/arena.h"

#include <libxml/tree.h>

/* The tags in ascending order, for example "10", "10,20" or "trunk 10"; a native VLAN follows,
 * for example "10,20 native 10 untagged". NULL if there are no tags, or if VLAN is NULL. */
const char *vmg_vlans_read(VmgArena *arena, xmlNode *vlan);
/* The VLAN tag if TEXT is one number, such as "10"; otherwise 0, for example for "10,20" or
 * "trunk 10". TEXT may be NULL. */
guint vmg_vlans_single(const char *text);
