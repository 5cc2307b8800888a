/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Facts about a host are read back unchanged after they were written, and the written XML is valid
 * by the schema. */
#include "host/host.h"

#include "tests/unit/support/helper.h"
#include "tests/unit/support/vocabulary.h"

#define OPEN "<host xmlns='urn:virt-migration-guard:1'>"
#define ID   "<uuid>" TEST_SOURCE_UUID "</uuid><name>h</name><cluster>c</cluster><status>up</status>"

static const char full[] =
    OPEN ID "<cpu arch='aarch64' threads='128'/><memory unit='KiB' total='100' available='50'/>"
            "<networks><network name='office' device='br0' state='up' mtu='9000' vlan='42'>"
            "<role>management</role><role>vm</role>"
            "<address family='ipv6' prefix='64'>2001:db8::1</address></network></networks></host>";

static void
what_is_written_reads_the_same_and_is_valid(void **state G_GNUC_UNUSED)
{
    g_autofree char *source = test_source_xml();
    const char *const inputs[] = {full, OPEN ID "</host>", source};

    for (gsize i = 0; i < G_N_ELEMENTS(inputs); i++) {
        g_autoptr(VmgHost) host = test_host(inputs[i]), again = NULL;
        g_autofree char *text = vmg_host_to_string(host, VMG_HOST_WHOLE), *second = NULL;

        test_valid("host", text);
        again = test_host(text);
        assert_int_equal(again->boottime_ms, host->boottime_ms);
        assert_true(g_strcmp0(again->date, host->date) == 0);
        assert_int_equal(again->view.flags, host->view.flags);
        assert_int_equal(again->view.resource_count, host->view.resource_count);
        assert_int_equal(again->view.emulator_count, host->view.emulator_count);
        second = vmg_host_to_string(again, VMG_HOST_WHOLE);
        test_same("round trip", second, text);
    }
}

static void
the_schema_is_strict(void **state G_GNUC_UNUSED)
{
    assert_false(test_is_valid(OPEN ID "</host>"));
    assert_false(test_is_valid("<host/>"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_the_same_and_is_valid),
        cmocka_unit_test(the_schema_is_strict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
