/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guest/vlans.h"

#include "tests/unit/support/helper.h"

static void
tags_are_one_text_that_compares(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *text;
        guint single;
    } rows[] = {
        {"<vlan/>", NULL, 0},
        {"<vlan><tag id='10'/></vlan>", "10", 10},
        {"<vlan><tag id='20'/><tag id='3'/></vlan>", "3,20", 0},
        {"<vlan trunk='yes'><tag id='10'/></vlan>", "trunk 10", 0},
        {"<vlan trunk='yes'><tag id='10'/><tag id='11'/></vlan>", "10,11", 0},
        {"<vlan trunk='yes'><tag id='10'/><tag id='11' nativeMode='untagged'/></vlan>",
         "10,11 native 11 untagged", 0},
        {"<vlan><tag id='10' nativeMode='tagged'/></vlan>", "10 native 10 tagged", 0},
        {"<vlan><tag id='4094'/><tag id='4095'/><tag id='0'/><tag id='x'/><tag/></vlan>", "4094",
         4094},
        {"<vlan><other id='10'/></vlan>", NULL, 0},
    };
    g_autoptr(VmgArena) arena = vmg_arena_new();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(xmlDoc) doc = test_doc(rows[i].xml);
        const char *text = vmg_vlans_read(arena, xmlDocGetRootElement(doc));

        test_same(rows[i].xml, text, rows[i].text);
        assert_int_equal(vmg_vlans_single(text), rows[i].single);
    }
    assert_null(vmg_vlans_read(arena, NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_are_one_text_that_compares),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
