/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a block device is, whatever its name on this host. */
#pragma once

#include "match/images.h"

/* What tells the device MAJOR:MINOR from others on every host, without spaces: its WWID, the UUID
 * of the device mapper with what is below it, the name of an RBD image; or one of VMG_DEVICE_*.
 * Reads SYSFS ("/sys") only, never the device. NULL if there is no such device. Free with
 * g_free(). */
char *vmg_devices_identify(const char *sysfs, guint major, guint minor);
/* Whether two devices of this identity are the same device on every host. A SCSI name that begins
 * with "t10." is only as unique as its manufacturer made it. */
gboolean vmg_devices_is_unique(const char *identity);
/* Whether devices with different identities are different devices. */
gboolean vmg_devices_is_told(const char *identity);
