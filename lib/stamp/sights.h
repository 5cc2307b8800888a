/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the source's agent saw at the paths of the guest's images, in the stamp: which file or
 * device each is. The text is one that only agents read, see agent/storage/sight.h. */
#pragma once

#include "guest/guest.h"

/* Adds what GUEST's claims say of images (their detail) to OWNER, the stamp's element <guest>. */
void vmg_sights_add(xmlNode *owner, xmlNs *ns, const struct vmg_guest *guest);
/* Sets the detail of GUEST's claims of images to what OWNER has for them, and where their paths
 * lead (real of vmg_image). The images must be claims already. */
void vmg_sights_apply(xmlNode *owner, VmgGuest *guest);
