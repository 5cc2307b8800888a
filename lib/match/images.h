/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Says what the agents of both hosts have found at the path of a disk's image. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* For a block device, the stamp contains "block IDENTITY SIZE". If IDENTITY is one of the
 * following texts, it does not identify the device: */
#define VMG_DEVICE_LOCAL  "local" /* only the source host has this device */
#define VMG_DEVICE_UNTOLD "-"     /* nothing distinguishes the device from other devices */
/* the device is replicated by DRBD, and the kernel does not name DRBD's resources */
#define VMG_DEVICE_DRBD "drbd"

/* The claim (struct vmg_claim) that names IMAGE, an image of DISK; NULL if there is no such claim.
 */
const struct vmg_claim *vmg_images_claim(const struct vmg_guest *guest, const struct vmg_disk *disk,
                                         const struct vmg_image *image);
/* Whether the stamp says that the claim's path is a block device with this IDENTITY. */
gboolean vmg_images_is_device(const struct vmg_claim *claim, const char *identity);
/* Whether the stamp says that the claim's path is a block device, with an identity that
 * distinguishes it from other devices. */
gboolean vmg_images_is_told(const struct vmg_claim *claim);
