/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agents of both hosts saw at the path of a disk's image. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* The stamp says of a block device "block IDENTITY SIZE". These are no identities: */
#define VMG_DEVICE_LOCAL  "local" /* a device that only its host has */
#define VMG_DEVICE_UNTOLD "-"     /* nothing tells it from others */
#define VMG_DEVICE_DRBD   "drbd"  /* replicated by DRBD, whose resources the kernel does not name */

/* The claim about the image of DISK; NULL if there is none. */
const struct vmg_claim *vmg_images_claim(const struct vmg_guest *guest, const struct vmg_disk *disk,
                                         const struct vmg_image *image);
/* Whether the stamp says that the claim's path is a block device, with that IDENTITY. */
gboolean vmg_images_is_device(const struct vmg_claim *claim, const char *identity);
/* Likewise, with an identity that tells it from others. */
gboolean vmg_images_is_told(const struct vmg_claim *claim);
