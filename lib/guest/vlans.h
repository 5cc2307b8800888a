/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tags of libvirt's <vlan>, as one text that compares. */
#pragma once

#include "base/arena.h"

#include <libxml/tree.h>

/* The tags ascending, "10" or "10,20" or "trunk 10"; NULL where there are none,
 * also of NULL. */
const char *vmg_vlans_read(VmgArena *arena, xmlNode *vlan);
/* The one tag that TEXT is; 0 where it is none or several, also of NULL. */
guint vmg_vlans_single(const char *text);
