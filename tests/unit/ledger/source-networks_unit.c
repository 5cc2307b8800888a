/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger/source-networks.h"

#include "tests/unit/support/helper.h"

static void
they_are_kept_until_they_are_removed(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *xml = test_host_xml("host-a", TEST_SOURCE_UUID, "c", "up",
                                         "<network name='n' device='br0' state='up'/>");
    g_autoptr(VmgHost) source = test_host(xml), kept = NULL;

    assert_null(vmg_source_networks_read(dir->paths.ledger, "g1"));
    test_write(dir, "run/incoming/there", "");
    assert_true(vmg_source_networks_write(dir->paths.ledger, "g1", source, NULL));
    assert_null(vmg_source_networks_read(dir->paths.ledger, "g2"));
    kept = vmg_source_networks_read(dir->paths.ledger, "g1");
    assert_string_equal(kept->view.name, "host-a");
    assert_int_equal(kept->view.network_count, 1);
    assert_string_equal(kept->view.networks[0]->device, "br0");
    vmg_source_networks_remove(dir->paths.ledger, "g1");
    assert_null(vmg_source_networks_read(dir->paths.ledger, "g1"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_kept_until_they_are_removed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
