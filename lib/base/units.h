/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads numbers with a unit, as libvirt writes them. */
#pragma once

#include <glib.h>

/* Converts the number TEXT with UNIT ("KiB" if UNIT is NULL) to KiB, rounded up. FALSE if TEXT
 * is not a number, UNIT is unknown, or the result is too large. */
gboolean vmg_units_parse_memory(const char *text, const char *unit, guint64 *kib);
