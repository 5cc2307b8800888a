/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory and CPUs of a host, and how much of them its guests commit. */
#include "host/host.h"

#include "tests/unit/support/helper.h"

#include <string.h>

#define HOST(inside)                                                                               \
    "<host xmlns='urn:virt-migration-guard:1'><uuid>" TEST_SOURCE_UUID "</uuid><name>h</name>"     \
    "<cluster>c</cluster><status>up</status>" inside "</host>"

static void
memory_pages_and_guests_are_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgHost) host = test_host(
        HOST("<cpu online='0-3'/><memory total='8' available='4'><pages size='2048' kib='4096'/>"
             "<pages size='2048' kib='2048' node='1'/></memory><guests outgoing='2'>"
             "<guest uuid='" TEST_GUEST_UUID "' vcpus='3' commit='100' apart='db'/>"
             "<guest uuid='" TEST_OTHER_UUID "' commit='200' state='incoming' held='50' "
             "held-pages='20'><pages size='2048' kib='40'/></guest><future/></guests>"));
    g_autofree char *upper = g_ascii_strup(TEST_OTHER_UUID, -1), *written = NULL;
    const struct vmg_commitment *one = vmg_host_find_commitment(host, TEST_GUEST_UUID);
    const struct vmg_commitment *other = vmg_host_find_commitment(host, upper);

    assert_string_equal(host->view.cpus_online, "0-3");
    assert_int_equal(host->view.pages_count, 1);
    assert_int_equal(host->view.pages[0]->kib, 4096);
    assert_int_equal(host->view.node_pages_count, 1);
    assert_string_equal(host->view.node_pages[0]->nodes, "1");
    assert_int_equal(host->view.outgoing, 2);
    assert_true(host->view.flags & VMG_HOST_KNOWS_GUESTS);
    assert_int_equal(host->view.commitment_count, 2);
    assert_int_equal(one->vcpus, 3);
    assert_int_equal(one->commit_kib, 100);
    assert_int_equal(one->flags, 0);
    assert_int_equal(other->flags, VMG_GUEST_INCOMING);
    assert_int_equal(other->held_kib, 50);
    assert_int_equal(other->held_pages_kib, 20);
    assert_int_equal(other->pages[0]->kib, 40);
    assert_null(vmg_host_find_commitment(host, TEST_DEST_UUID));
    assert_string_equal(g_hash_table_lookup(host->apart, TEST_GUEST_UUID), "db");
    assert_int_equal(g_hash_table_size(host->apart), 1);
    written = vmg_host_to_string(host, VMG_HOST_WHOLE);
    assert_non_null(strstr(written, "commit=\"100\" apart=\"db\""));
}

static void
guests_that_are_not_listed_are_not_none(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgHost) unknown = test_host(HOST("")), none = test_host(HOST("<guests/>"));

    assert_false(unknown->view.flags & VMG_HOST_KNOWS_GUESTS);
    assert_true(none->view.flags & VMG_HOST_KNOWS_GUESTS);
    assert_int_equal(none->view.commitment_count, 0);
}

static void
figures_that_are_none_are_errors(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {HOST("<memory><pages size='x'/></memory>"), "*size is not a number: x"},
        {HOST("<memory><pages kib='-1' node='0'/></memory>"), "*kib is not a number: -1"},
        {HOST("<guests outgoing='4294967296'/>"), "*outgoing is not a number: 4294967296"},
        {HOST("<guests><guest commit='18014398509481984'/></guests>"), "*commit is not *"},
        {HOST("<guests><guest vcpus='x'/></guests>"), "*vcpus is not a number: x"},
        {HOST("<guests><guest><pages kib='x'/></guest></guests>"), "*kib is not a number: x"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;

        assert_null(vmg_host_parse(rows[i][0], strlen(rows[i][0]), "h.xml", &error));
        test_like(rows[i][0], error->message, rows[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_pages_and_guests_are_read),
        cmocka_unit_test(guests_that_are_not_listed_are_not_none),
        cmocka_unit_test(figures_that_are_none_are_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
