/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Identifies block devices, so that a device can be recognised on each host whatever its name is
 * there. */
#pragma once

#include "match/images.h"

/* The identity of the device MAJOR:MINOR: a text without spaces that is the same on every host
 * and differs from that of every other device. It is the WWID, the device mapper's UUID with the
 * identities of the devices below, the name of an RBD image, or the serial number; or one of
 * VMG_DEVICE_* if there is no identity. Reads SYSFS ("/sys") only, never the device. NULL if there
 * is no such device. Free with g_free(). */
char *vmg_devices_identify(const char *sysfs, guint major, guint minor);
/* Whether two devices of this identity are the same device on every host. A SCSI name that begins
 * with "t10." and a serial number are only as unique as the manufacturer made them. */
gboolean vmg_devices_is_unique(const char *identity);
/* Whether this identity can be compared: if the identities of two devices differ, they are
 * different devices. */
gboolean vmg_devices_is_told(const char *identity);
