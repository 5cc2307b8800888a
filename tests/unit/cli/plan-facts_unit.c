/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests reading hosts and guests from files. */
#include "tests/unit/support/helper.h"

#include "agent/registry/guests.h"
#include "cli/plan-facts.h"
#include "cli/running.h"

typedef struct {
    TestDir *dir;
    GPtrArray *hosts, *guests;
} Files;

static Files
files_new(void)
{
    return (Files){
        .dir = test_dir_new(),
        .hosts = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_free),
        .guests = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_running_free),
    };
}

static void
files_clear(Files *files)
{
    g_ptr_array_unref(files->hosts);
    g_ptr_array_unref(files->guests);
    test_dir_free(files->dir);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Files, files_clear)

static gboolean
read_files(Files *files, GError **error)
{
    return vmg_plan_facts_read(files->dir->path, files->hosts, files->guests, error);
}

static void
hosts_and_guests_are_told_apart(void **state G_GNUC_UNUSED)
{
    g_auto(Files) files = files_new();
    g_autofree char *source = test_source_xml(), *guest = test_stamped("", ""), *entry = NULL;
    g_autoptr(VmgHost) host = NULL;
    g_autofree char *dest = test_dest_xml();
    g_autoptr(GError) error = NULL;

    host = test_host(dest);
    entry = vmg_peer_publish(host, NULL, 1, 30, NULL);
    test_write(files.dir, "a.xml", source);
    test_write(files.dir, TEST_DEST_UUID ".xml", entry);
    test_write(files.dir, "g1.xml", guest);
    test_write(files.dir, "README", "nothing of it");
    read_files(&files, &error);
    assert_null(error);
    assert_int_equal(files.hosts->len, 2);
    assert_string_equal(vmg_peer_name(files.hosts->pdata[0]), "host-a");
    assert_string_equal(vmg_peer_name(files.hosts->pdata[1]), "host-b");
    assert_true(vmg_peer_is_responsive(files.hosts->pdata[0]));
    assert_int_equal(files.guests->len, 1);
    assert_string_equal(((VmgRunning *)files.guests->pdata[0])->name, "g1");
}

static void
the_guests_of_a_registry_are_read(void **state G_GNUC_UNUSED)
{
    g_auto(Files) files = files_new();
    g_autoptr(GPtrArray) domains = g_ptr_array_new();
    g_autofree char *guest = test_stamped("", ""), *text = NULL;

    g_ptr_array_add(domains, guest);
    text = vmg_registry_guests_publish(TEST_SOURCE_UUID, domains, NULL);
    test_write(files.dir, TEST_SOURCE_UUID ".guests", text);
    assert_true(read_files(&files, NULL));
    assert_int_equal(files.guests->len, 1);
}

static void
guests_of_other_hosts_do_not_count(void **state G_GNUC_UNUSED)
{
    g_auto(Files) files = files_new();
    g_autofree char *source = test_source_xml(), *dest = test_dest_xml();
    g_autofree char *stamped = test_stamped("", ""), *bare = test_domain("", "");

    test_write(files.dir, "a.xml", source);
    test_write(files.dir, "b.xml", dest);
    test_write(files.dir, "g1.xml", stamped);
    test_write(files.dir, "g2.xml", bare);
    assert_true(read_files(&files, NULL));
    vmg_plan_facts_keep(files.guests, files.hosts->pdata[0]);
    assert_int_equal(files.guests->len, 2);
    vmg_plan_facts_keep(files.guests, files.hosts->pdata[1]);
    assert_int_equal(files.guests->len, 1);
}

static void
what_is_neither_is_an_error(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name, *text, *error;
    } rows[] = {
        {"a.xml", "<network/>", "*/a.xml: neither a host.xml nor a domain XML*"},
        {"a.xml", "<domain/>", "*/a.xml: *"},
        {"a.xml", "no", "*/a.xml:1: *"},
        {"a.xml", "<host xmlns='urn:virt-migration-guard:1'/>", "*/a.xml: *"},
        {"a.guests", "<guests/>", "*not what its agent publishes*"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Files) files = files_new();
        g_autoptr(GError) error = NULL;

        test_write(files.dir, rows[i].name, rows[i].text);
        assert_false(read_files(&files, &error));
        test_like(rows[i].text, error->message, rows[i].error);
    }
}

static void
no_directory_has_no_hosts(void **state G_GNUC_UNUSED)
{
    g_auto(Files) files = files_new();

    assert_true(vmg_plan_facts_read("/nowhere", files.hosts, files.guests, NULL));
    assert_int_equal(files.hosts->len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_and_guests_are_told_apart),
        cmocka_unit_test(the_guests_of_a_registry_are_read),
        cmocka_unit_test(guests_of_other_hosts_do_not_count),
        cmocka_unit_test(what_is_neither_is_an_error),
        cmocka_unit_test(no_directory_has_no_hosts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
