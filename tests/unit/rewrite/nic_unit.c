/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NICs get the device that leads to their network on the destination. tests/golden tests whole
 * guests. */
#include "rewrite/rewrite.h"

#include "tests/unit/support/helper.h"
#include "tests/unit/support/rewrite.h"

#include <string.h>

#define BRIDGE(device) "<network name='n' device='" device "' kind='bridge' state='up'/>"
#define NIC(bridge)    "<interface type='bridge'><source bridge='" bridge "'/></interface>"

static void
a_nic_follows_its_network(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *from, *to, *nic, *source;
        guint changes;
    } rows[] = {
        {BRIDGE("br0"), BRIDGE("br7"), NIC("br0"), "bridge=\"br7\"", 1},
        {BRIDGE("br0"), BRIDGE("br0"), NIC("br0"), "bridge=\"br0\"", 0},
        {BRIDGE("br0"), "", NIC("br0"), "bridge=\"br0\"", 0},
        {"", BRIDGE("br7"), NIC("br0"), "bridge=\"br0\"", 0},
        {BRIDGE("br0"), BRIDGE("br7"), NIC("br0") NIC("br0"), "bridge=\"br7\"", 2},
        {BRIDGE("br0"), BRIDGE("br7"), "<interface type='user'/>", "type=\"user\"", 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint changes;
        g_autofree char *devices =
            test_rewrite(vmg_rewrite_nic, rows[i].from, rows[i].to, rows[i].nic, &changes);

        assert_int_equal(changes, rows[i].changes);
        assert_non_null(strstr(devices, rows[i].source));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_nic_follows_its_network),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
