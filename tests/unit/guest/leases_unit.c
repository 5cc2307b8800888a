/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The leases of a guest. */
#include "tests/unit/support/helper.h"

static void
leases_are_read(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_domain(
        "", "<lease><lockspace>s</lockspace><key>k</key><target path='/p' offset='1'/></lease>"
            "<lease><key> k2 </key></lease><disk/>");
    g_autoptr(VmgGuest) guest = test_guest(xml);
    const struct vmg_lease *const *leases = guest->view.leases;

    assert_int_equal(guest->view.lease_count, 2);
    assert_int_equal(leases[0]->struct_size, sizeof(struct vmg_lease));
    assert_string_equal(leases[0]->lockspace, "s");
    assert_string_equal(leases[0]->key, "k");
    assert_string_equal(leases[0]->path, "/p");
    assert_null(leases[1]->lockspace);
    assert_string_equal(leases[1]->key, "k2");
    assert_null(leases[1]->path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leases_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
