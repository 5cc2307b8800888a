/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/units.h"

#include "tests/unit/support/helper.h"

static void
memory_is_read_in_every_unit(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *unit;
        gboolean good;
        guint64 kib;
    } rows[] = {
        {"1024", NULL, TRUE, 1024},
        {"0", NULL, TRUE, 0},
        {"1", "b", TRUE, 1},
        {"1024", "bytes", TRUE, 1},
        {"1025", "bytes", TRUE, 2},
        {"1", "KB", TRUE, 1},
        {"1024", "KB", TRUE, 1000},
        {"3", "k", TRUE, 3},
        {"3", "KiB", TRUE, 3},
        {"3", "kib", TRUE, 3},
        {"1", "MB", TRUE, 977},
        {"1", "M", TRUE, 1024},
        {"1", "MiB", TRUE, 1024},
        {"1", "GB", TRUE, 976563},
        {"2", "G", TRUE, 2 * 1048576},
        {"2", "GiB", TRUE, 2 * 1048576},
        {"1", "TB", TRUE, 976562500},
        {"1", "T", TRUE, G_GUINT64_CONSTANT(1) << 30},
        {"1", "TiB", TRUE, G_GUINT64_CONSTANT(1) << 30},
        {"1", "PB", TRUE, G_GUINT64_CONSTANT(976562500000)},
        {"1", "P", TRUE, G_GUINT64_CONSTANT(1) << 40},
        {"1", "PiB", TRUE, G_GUINT64_CONSTANT(1) << 40},
        {"1", "EB", TRUE, G_GUINT64_CONSTANT(976562500000000)},
        {"15", "E", TRUE, G_GUINT64_CONSTANT(15) << 50},
        {"15", "EiB", TRUE, G_GUINT64_CONSTANT(15) << 50},
        {"16", "EiB", FALSE, 0},
        {"18446744073709551615", "b", TRUE, G_GUINT64_CONSTANT(1) << 54},
        {"18446744073709551615", NULL, FALSE, 0},
        {"18446744073709551616", "b", FALSE, 0},
        {"-1", NULL, FALSE, 0},
        {"+1", NULL, FALSE, 0},
        {"1.5", NULL, FALSE, 0},
        {"1 ", NULL, FALSE, 0},
        {"", NULL, FALSE, 0},
        {NULL, NULL, FALSE, 0},
        {"1", "", FALSE, 0},
        {"1", "YiB", FALSE, 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *label = g_strdup_printf("%s %s", rows[i].text, rows[i].unit);
        guint64 kib = 0;
        gboolean good = vmg_units_parse_memory(rows[i].text, rows[i].unit, &kib);
        g_autofree char *is = g_strdup_printf("%d %" G_GUINT64_FORMAT, good, kib);
        g_autofree char *must = g_strdup_printf("%d %" G_GUINT64_FORMAT, rows[i].good, rows[i].kib);

        test_same(label, is, must);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_read_in_every_unit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
