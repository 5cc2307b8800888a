/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/read.h"

#include "tests/unit/support/helper.h"

static void
children_are_ours_by_namespace(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) doc = test_doc("<host xmlns='urn:virt-migration-guard:1'>text"
                                     "<x:a xmlns:x='urn:x' n='1'/><a n='2'/><a n='3'/></host>");
    const xmlNode *root = xmlDocGetRootElement(doc);
    xmlNode *found = vmg_host_child(root, "a");
    xmlChar *number = xmlGetNoNsProp(found, (const xmlChar *)"n");

    assert_string_equal((const char *)number, "2");
    assert_null(vmg_host_child(root, "b"));
    assert_null(vmg_host_child(NULL, "a"));
    xmlFree(number);
}

static void
numbers_are_bounded(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        gboolean good;
        guint64 number;
    } rows[] = {{NULL, TRUE, 0},  {"0", TRUE, 0}, {"9", TRUE, 9},  {"10", FALSE, 0},
                {"-1", FALSE, 0}, {"", FALSE, 0}, {"9x", FALSE, 0}};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        guint64 number = 77;

        assert_int_equal(vmg_host_number(rows[i].text, 9, &number, "it", &error), rows[i].good);
        assert_int_equal(number, rows[i].number);
        if (!rows[i].good)
            test_like(rows[i].text, error->message, "<host>: it is not a number: *");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_are_ours_by_namespace),
        cmocka_unit_test(numbers_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
