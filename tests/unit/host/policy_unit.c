/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's policy in its facts. */
#include "host/host.h"

#include "tests/unit/support/helper.h"
#include "tests/unit/support/vocabulary.h"

#include <string.h>

static void
a_policy_travels(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_dest_xml(), *text = NULL;
    g_autoptr(VmgHost) host = test_host(xml), again = NULL;
    const VmgExemption *exemption;

    assert_null(host->policy);
    assert_null(host->exemptions);
    host->policy = test_config("[storage]\nmatch = guest\n[cluster]\nkey-file = /k\n"
                               "[migration]\nmax-incoming = 7\n");
    host->exemptions = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_exemption_free);
    for (guint i = 0; i < 1100; i++)
        g_ptr_array_add(host->exemptions,
                        vmg_exemption_new("g", "cache", 4102444800, "ticket <17>", 7, "root"));
    g_ptr_array_insert(host->exemptions, 0, vmg_exemption_new("g\xff", "cache", 1, "r", 0, ""));
    text = vmg_host_to_string(host, VMG_HOST_WHOLE);
    test_valid("with a policy", text);
    assert_null(strstr(text, "/k"));
    again = vmg_host_parse(text, strlen(text), "facts", NULL);
    assert_non_null(again);
    assert_non_null(again->policy);
    assert_string_equal(vmg_config_get(again->policy, "storage", "match"), "guest");
    assert_string_equal(vmg_config_get(again->policy, "migration", "max-incoming"), "7");
    assert_null(vmg_config_get(again->policy, "cluster", "key-file"));
    assert_int_equal(again->exemptions->len, 999);
    exemption = g_ptr_array_index(again->exemptions, 0);
    assert_string_equal(exemption->guest, "g");
    assert_string_equal(exemption->check, "cache");
    assert_string_equal(exemption->reason, "ticket <17>");
    assert_int_equal(exemption->until, 4102444800);
}

/* Facts may come from a later version, or may have been written by hand. */
static void
what_can_not_be_is_ignored(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_dest_xml(), *there = NULL;
    g_auto(GStrv) parts = g_strsplit(xml, "</host>", 2);
    g_autoptr(VmgHost) host = NULL;

    there = g_strconcat(parts[0],
                        "<policy><set/><other/><exempt/><exempt guest='g' check='cache' until='x'/>"
                        "<exempt guest='g' check='cache' until='-1'/>"
                        "<set group='storage' key='match' value='magic'/>"
                        "<set group='cluster' key='key-file' value='/k'/>"
                        "<set group='cpu' key='new' value='x'/>"
                        "<set group='cpu' key='match' value='superset'/></policy></host>",
                        parts[1], NULL);
    host = test_host(there);
    assert_non_null(host->policy);
    assert_int_equal(host->exemptions->len, 0);
    assert_string_equal(vmg_config_get(host->policy, "storage", "match"), "identical");
    assert_string_equal(vmg_config_get(host->policy, "cpu", "match"), "superset");
    assert_null(vmg_config_get(host->policy, "cpu", "new"));
    assert_null(vmg_config_get(host->policy, "cluster", "key-file"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_travels),
        cmocka_unit_test(what_can_not_be_is_ignored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
