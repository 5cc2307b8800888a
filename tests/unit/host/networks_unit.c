/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The networks of a host. */
#include "host/host.h"

#include "tests/unit/support/helper.h"

static void
roles_have_names(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"management", "migration", "display", "vm"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        assert_int_equal(vmg_host_role_from_name(names[i]), 1u << i);
        assert_string_equal(vmg_host_role_to_name(1u << i), names[i]);
    }
    assert_int_equal(vmg_host_role_from_name("other"), 0);
    assert_int_equal(vmg_host_role_from_name(NULL), 0);
    assert_null(vmg_host_role_to_name(16));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
