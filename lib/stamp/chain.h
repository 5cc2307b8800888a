/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes and reads the part of the stamp that lists the images that disks are based on. */
#pragma once

#include "guest/guest.h"

/* Adds the images that DISK is based on to OWNER, which is the element <guest> of the stamp. */
void vmg_chain_add(xmlNode *owner, xmlNs *ns, const struct vmg_disk *disk);
/* Adds the images that OWNER lists to GUEST's disks. A disk for which the domain XML itself
 * lists such images is not changed, because libvirt uses the images in the domain XML. */
void vmg_chains_apply(xmlNode *owner, VmgGuest *guest);
