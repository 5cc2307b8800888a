/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/names.h"

#include "tests/unit/support/helper.h"

static void
each_name_is_there_once_in_order(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) doc = test_doc("<l> b\ta\n b  c</l>");
    g_autoptr(VmgArena) arena = vmg_arena_new();
    gsize count = 7, none = 7;
    const char *const *names = vmg_host_names_read(arena, xmlDocGetRootElement(doc), &count);
    const char *const *copy = vmg_host_names_copy(arena, names, count);

    assert_int_equal(count, 3);
    assert_string_equal(copy[0], "a");
    assert_string_equal(copy[1], "b");
    assert_string_equal(copy[2], "c");
    assert_ptr_not_equal(copy[0], names[0]);
    assert_null(vmg_host_names_read(arena, NULL, &none));
    assert_int_equal(none, 0);
    assert_null(vmg_host_names_copy(arena, NULL, 0));
}

static void
what_is_written_reads_the_same(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"a", "b"};
    g_autoptr(xmlDoc) doc = test_doc("<host/>");
    xmlNode *root = xmlDocGetRootElement(doc);
    g_autofree char *text = NULL;

    vmg_host_names_add(root, NULL, "l", names, 2);
    vmg_host_names_add(root, NULL, "none", NULL, 0);
    text = vmg_xml_node_to_string(root);
    assert_string_equal(text, "<host>\n  <l>a b</l>\n  <none></none>\n</host>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_is_there_once_in_order),
        cmocka_unit_test(what_is_written_reads_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
