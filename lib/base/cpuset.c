/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/cpuset.h"

#include <string.h>

static gboolean
read_number(const char **at, guint *number)
{
    guint64 value = 0;

    if (!g_ascii_isdigit(**at))
        return FALSE;
    for (; g_ascii_isdigit(**at); (*at)++) {
        value = value * 10 + (guint64)g_ascii_digit_value(**at);
        if (value >= VMG_CPUSET_SIZE)
            return FALSE;
    }
    *number = (guint)value;
    return TRUE;
}

static void
change(VmgCpuset *set, guint from, guint to, gboolean on)
{
    for (guint i = from; i <= to; i++) {
        guint64 bit = G_GUINT64_CONSTANT(1) << (i % 64);

        if (on)
            set->bits[i / 64] |= bit;
        else
            set->bits[i / 64] &= ~bit;
    }
}

/* Reads one item of a set: "3", "3-7" or "^3". */
static gboolean
read_item(const char **at, VmgCpuset *set)
{
    gboolean without = **at == '^';
    guint from, to;

    if (without)
        (*at)++;
    if (!read_number(at, &from))
        return FALSE;
    to = from;
    if (**at == '-') {
        (*at)++;
        if (without || !read_number(at, &to) || to < from)
            return FALSE;
    }
    change(set, from, to, !without);
    return TRUE;
}

gboolean
vmg_cpuset_parse(const char *text, VmgCpuset *set)
{
    g_autofree char *copy = g_strstrip(g_strdup(text));
    const char *at = copy;

    memset(set, 0, sizeof(*set));
    while (*at) {
        if (!read_item(&at, set) || (*at && *at != ','))
            return FALSE;
        if (*at)
            at++;
        while (*at == ' ')
            at++;
    }
    return TRUE;
}

gboolean
vmg_cpuset_has(const VmgCpuset *set, guint number)
{
    return number < VMG_CPUSET_SIZE && ((set->bits[number / 64] >> (number % 64)) & 1);
}

gint
vmg_cpuset_first_beyond(const VmgCpuset *a, const VmgCpuset *b)
{
    for (guint i = 0; i < VMG_CPUSET_SIZE / 64; i++) {
        guint64 beyond = a->bits[i] & ~b->bits[i];

        if (beyond)
            return (gint)(i * 64) + __builtin_ctzll(beyond);
    }
    return -1;
}
