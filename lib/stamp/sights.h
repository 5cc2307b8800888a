/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes and reads the part of the stamp that says which file or device the source's agent has
 * seen at the path of each image. Only agents understand these texts, which
 * agent/storage/sight.h describes. */
#pragma once

#include "guest/guest.h"

/* Writes the member `detail` of GUEST's claims about images to OWNER, which is the element
 * <guest> of the stamp. */
void vmg_sights_add(xmlNode *owner, xmlNs *ns, const struct vmg_guest *guest);
/* Reads the texts from OWNER into the member `detail` of GUEST's claims about images, and the
 * path at the end of a text into the member `real` of vmg_image. The claims must exist already. */
void vmg_sights_apply(xmlNode *owner, VmgGuest *guest);
