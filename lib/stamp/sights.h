/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the source's agent has seen at the paths of the guest's images: which file or device each
 * path is. This is a part of the stamp. Only agents read the text; see agent/storage/sight.h. */
#pragma once

#include "guest/guest.h"

/* Adds to OWNER, the stamp's element <guest>, what GUEST's claims say about images (their member
 * detail). */
void vmg_sights_add(xmlNode *owner, xmlNs *ns, const struct vmg_guest *guest);
/* Does the reverse: sets the member detail of GUEST's claims about images to the text in OWNER, and
 * the member real of vmg_image to the path in that text. The claims must exist already. */
void vmg_sights_apply(xmlNode *owner, VmgGuest *guest);
