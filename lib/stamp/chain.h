/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The images that disks are based on, as a stamp carries them. */
#pragma once

#include "guest/guest.h"

/* Adds the images that DISK is based on, if there are any, to OWNER, the stamp's <guest>. */
void vmg_chain_add(xmlNode *owner, xmlNs *ns, const struct vmg_disk *disk);
/* Gives DISK the images that OWNER has for it. A chain that the domain XML itself has is
 * what libvirt uses: DISK stays as it is then. The texts live in ARENA. */
void vmg_chain_apply(xmlNode *owner, VmgArena *arena, struct vmg_disk *disk);
