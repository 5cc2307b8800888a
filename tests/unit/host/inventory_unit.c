/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which guests the libvirt of a host knows, running or not, read from the facts of the host. */
#include "host/host.h"

#include "tests/unit/support/helper.h"

#define HOST(inside)                                                                               \
    "<host xmlns='urn:virt-migration-guard:1'><uuid>" TEST_SOURCE_UUID "</uuid><name>h</name>"     \
    "<cluster>c</cluster><status>up</status>" inside "</host>"

static void
guests_are_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgHost) host = test_host(
        HOST("<inventory><guest uuid='" TEST_GUEST_UUID "' name='a' state='active'/>"
             "<guest uuid='" TEST_OTHER_UUID "' name='b' state='inactive' managed-save='yes'/>"
             "<guest/><future/></inventory>"));
    const struct vmg_known_guest *const *known = host->view.known_guests;

    assert_true(host->view.flags & VMG_HOST_KNOWS_INVENTORY);
    assert_int_equal(host->view.known_guest_count, 3);
    assert_string_equal(known[0]->name, "a");
    assert_string_equal(known[0]->uuid, TEST_GUEST_UUID);
    assert_int_equal(known[0]->flags, VMG_KNOWN_ACTIVE);
    assert_int_equal(known[1]->flags, VMG_KNOWN_SAVED);
    assert_string_equal(known[2]->name, "");
}

static void
what_is_written_reads_the_same(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {
        HOST(""),
        HOST("<inventory/>"),
        HOST("<inventory><guest uuid='" TEST_GUEST_UUID "' name='a' state='active' "
             "managed-save='yes'/></inventory>"),
        HOST("<inventory><secrets><secret uuid='" TEST_GUEST_UUID "' usage='ceph a'/></secrets>"
             "<listens><network name='n' address='192.0.2.1'/><network name='o'/></listens>"
             "</inventory>"),
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgHost) host = test_host(rows[i]), again = NULL;
        g_autofree char *text = vmg_host_to_string(host, VMG_HOST_WHOLE), *second = NULL;

        again = test_host(text);
        second = vmg_host_to_string(again, VMG_HOST_WHOLE);
        test_same(rows[i], second, text);
        assert_int_equal(again->view.flags, host->view.flags);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guests_are_read),
        cmocka_unit_test(what_is_written_reads_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
