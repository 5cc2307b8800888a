/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `virt-migration-guard check` uses the destination's policy instead of the policy of the host on
 * which this command runs. */
#include "config/policy.h"

#include "tests/unit/support/helper.h"

static void
what_belongs_to_it(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *group, *key;
        gboolean has;
    } rows[] = {
        {"checks", "cpu", TRUE},
        {"storage", "match", TRUE},
        {"custom-properties", "cache", TRUE},
        {"guard", "mode", TRUE},
        {"guard", "deadline-ms", FALSE},
        {"cluster", "unstamped", TRUE},
        {"cluster", "key-file", FALSE},
        {"migration", "max-incoming", TRUE},
        {"migration", "max-outgoing", FALSE},
        {"storage-domain x", "path", FALSE},
        {"hours", "from", FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(vmg_policy_has(rows[i].group, rows[i].key), rows[i].has);
}

static void
the_destinations_counts(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgConfig) own = test_config("[storage]\nmatch = guest\n[memory]\nreserve-mib = 1\n"
                                           "[migration]\nmax-incoming = 1\nmax-outgoing = 3\n");
    g_autoptr(VmgConfig) policy = test_config("[cpu]\nmatch = guest\n[memory]\nreserve-mib = 5\n"
                                              "[migration]\nmax-incoming = 9\nmax-outgoing = 9\n");
    g_autoptr(VmgConfig) both = vmg_policy_apply(own, policy);

    assert_string_equal(vmg_config_get(both, "storage", "match"), "identical");
    assert_string_equal(vmg_config_get(both, "cpu", "match"), "guest");
    assert_string_equal(vmg_config_get(both, "memory", "reserve-mib"), "5");
    assert_string_equal(vmg_config_get(both, "migration", "max-incoming"), "9");
    assert_string_equal(vmg_config_get(both, "migration", "max-outgoing"), "3");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_belongs_to_it),
        cmocka_unit_test(the_destinations_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
