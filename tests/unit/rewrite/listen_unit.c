/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Displays get the destination's address in the same network. */
#include "rewrite/rewrite.h"

#include "tests/unit/support/helper.h"
#include "tests/unit/support/rewrite.h"

#include <string.h>

#define AT(address)                                                                                \
    "<network name='n' device='br0' state='up'><address family='ipv4' prefix='24'>" address        \
    "</address></network>"
#define OLD(address) "<graphics type='vnc' listen='" address "'/>"
#define BOTH(address)                                                                              \
    "<graphics type='vnc' listen='" address "'><listen type='address' address='" address           \
    "'/></graphics>"

static void
a_display_follows_its_address(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *from, *to, *display, *text;
        guint changes;
    } rows[] = {
        {AT("192.0.2.1"), AT("192.0.2.2"), OLD("192.0.2.1"), "listen=\"192.0.2.2\"", 1},
        {AT("192.0.2.1"), AT("192.0.2.2"), BOTH("192.0.2.1"), "address=\"192.0.2.2\"", 2},
        {AT("192.0.2.1"), AT("192.0.2.2"), OLD("0.0.0.0"), "listen=\"0.0.0.0\"", 0},
        {AT("192.0.2.1"), "", OLD("192.0.2.1"), "listen=\"192.0.2.1\"", 0},
        {"", AT("192.0.2.2"), OLD("192.0.2.1"), "listen=\"192.0.2.1\"", 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint changes;
        g_autofree char *devices =
            test_rewrite(vmg_rewrite_listen, rows[i].from, rows[i].to, rows[i].display, &changes);

        assert_int_equal(changes, rows[i].changes);
        assert_non_null(strstr(devices, rows[i].text));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_display_follows_its_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
