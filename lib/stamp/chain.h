/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The images that disks are based on, in the stamp. */
#pragma once

#include "guest/guest.h"

/* Adds the images that DISK is based on to OWNER, the stamp's element <guest>. */
void vmg_chain_add(xmlNode *owner, xmlNs *ns, const struct vmg_disk *disk);
/* Sets the images of GUEST's disks to the images that OWNER lists. If the domain XML itself has a
 * chain of images for a disk, libvirt uses that chain, so the disk is not changed. */
void vmg_chains_apply(xmlNode *owner, VmgGuest *guest);
