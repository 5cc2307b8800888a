/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/units.h"

/* The units of https://libvirt.org/formatdomain.html#memory-allocation */
static const struct {
    const char *name;
    guint64 bytes;
} units[] = {
    {"b", 1},
    {"bytes", 1},
    {"KB", 1000},
    {"k", G_GUINT64_CONSTANT(1) << 10},
    {"KiB", G_GUINT64_CONSTANT(1) << 10},
    {"MB", 1000000},
    {"M", G_GUINT64_CONSTANT(1) << 20},
    {"MiB", G_GUINT64_CONSTANT(1) << 20},
    {"GB", 1000000000},
    {"G", G_GUINT64_CONSTANT(1) << 30},
    {"GiB", G_GUINT64_CONSTANT(1) << 30},
    {"TB", G_GUINT64_CONSTANT(1000000000000)},
    {"T", G_GUINT64_CONSTANT(1) << 40},
    {"TiB", G_GUINT64_CONSTANT(1) << 40},
    {"PB", G_GUINT64_CONSTANT(1000000000000000)},
    {"P", G_GUINT64_CONSTANT(1) << 50},
    {"PiB", G_GUINT64_CONSTANT(1) << 50},
    {"EB", G_GUINT64_CONSTANT(1000000000000000000)},
    {"E", G_GUINT64_CONSTANT(1) << 60},
    {"EiB", G_GUINT64_CONSTANT(1) << 60},
};

static guint64
unit_bytes(const char *unit)
{
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_ascii_strcasecmp(unit, units[i].name) == 0)
            return units[i].bytes;
    return 0;
}

gboolean
vmg_units_parse_memory(const char *text, const char *unit, guint64 *kib)
{
    guint64 number, bytes, scale = unit_bytes(unit ? unit : "KiB");

    if (!text || scale == 0 ||
        !g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, &number, NULL) ||
        !g_uint64_checked_mul(&bytes, number, scale))
        return FALSE;
    *kib = bytes / 1024 + (bytes % 1024 != 0);
    return TRUE;
}
