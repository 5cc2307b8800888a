/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The images that disks are based on, in the stamp. */
#pragma once

#include "guest/guest.h"

/* Adds the images that DISK is based on to OWNER, the stamp's element <guest>. */
void vmg_chain_add(xmlNode *owner, xmlNs *ns, const struct vmg_disk *disk);
/* Sets DISK's images to those that OWNER has for it. If the domain XML itself has a chain of
 * images, libvirt uses that chain, so DISK is not changed. The texts live in ARENA. */
void vmg_chain_apply(xmlNode *owner, VmgArena *arena, struct vmg_disk *disk);
