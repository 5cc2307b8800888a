/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers with a unit, as libvirt writes them. */
#pragma once

#include <glib.h>

/* A number with a unit as libvirt writes it ("KiB" where UNIT is NULL), in KiB,
 * rounded up. FALSE where it is no number, no known unit, or too large. */
gboolean vmg_units_parse_memory(const char *text, const char *unit, guint64 *kib);
