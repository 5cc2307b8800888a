/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/cpu.h"

#include "stamp/stamp.h"
#include "tests/unit/support/helper.h"
#include "tests/unit/support/vocabulary.h"

#include <string.h>

#define HOST(cpu)                                                                                  \
    "<host xmlns='urn:virt-migration-guard:1'><uuid>" TEST_SOURCE_UUID "</uuid><name>h</name>"     \
    "<cluster>c</cluster><status>up</status>" cpu "</host>"

static void
modes_are_read_sorted(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgHost) host = test_host(
        HOST("<cpu arch='x86_64' vendor='AMD' model='EPYC'><future/>"
             "<mode virt='kvm' model='EPYC-Rome'><features>\n sse2\taes  avx aes\n</features>"
             "<models>kvm64 486</models><partial-models>EPYC</partial-models><future/></mode>"
             "<mode virt='qemu'><features/></mode><mode virt='other'/></cpu>"));
    const struct vmg_host *view = &host->view;

    assert_string_equal(view->cpu_vendor, "AMD");
    assert_string_equal(view->cpu_model, "EPYC");
    assert_int_equal(view->cpu_count, 3);
    assert_int_equal(view->cpus[0]->struct_size, sizeof(struct vmg_cpu));
    assert_string_equal(view->cpus[0]->model, "EPYC-Rome");
    assert_int_equal(view->cpus[0]->feature_count, 3);
    assert_string_equal(view->cpus[0]->features[0], "aes");
    assert_string_equal(view->cpus[0]->features[1], "avx");
    assert_string_equal(view->cpus[0]->features[2], "sse2");
    assert_int_equal(view->cpus[0]->model_count, 2);
    assert_string_equal(view->cpus[0]->models[0], "486");
    assert_int_equal(view->cpus[0]->partial_model_count, 1);
    assert_int_equal(view->cpus[1]->flags, VMG_CPU_LISTED);
    assert_int_equal(view->cpus[1]->feature_count, 0);
    assert_int_equal(view->cpus[2]->flags, 0);
}

static void
a_mode_without_a_type_is_an_error(void **state G_GNUC_UNUSED)
{
    static const char xml[] = HOST("<cpu><mode><features>a</features></mode></cpu>");
    g_autoptr(GError) error = NULL;

    assert_null(vmg_host_parse(xml, strlen(xml), "h.xml", &error));
    test_like("error", error->message, "*a <mode> of <cpu> has no virt");
}

static void
what_is_written_reads_the_same(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {
        HOST(""), HOST(TEST_CPU),
        HOST("<cpu><mode virt='kvm'/><mode virt='qemu'><features/><models/></mode></cpu>"),
        HOST("<versions libvirt='11.3.0' qemu='10.0.13'/>"
             "<cpu signature='6-167-1'><names>fdp-excptn-only sse2</names></cpu>"),
        HOST("<versions qemu='10.0.13'/>")};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgHost) host = test_host(rows[i]), again = NULL;
        g_autofree char *text = vmg_host_to_string(host, VMG_HOST_WHOLE), *second = NULL;

        test_valid("host", text);
        again = test_host(text);
        second = vmg_host_to_string(again, VMG_HOST_WHOLE);
        test_same("round trip", second, text);
    }
}

static void
a_stamp_has_features_but_no_models(void **state G_GNUC_UNUSED)
{
    g_autofree char *domain = test_domain("", ""), *stamp = test_stamp(HOST(TEST_CPU), domain);
    g_autofree char *named = test_stamp(
        HOST("<versions libvirt='11.3.0'/><cpu signature='6-167-1'><names>a</names></cpu>"),
        domain);

    test_valid("stamp", stamp);
    test_valid("stamp with versions", named);
    assert_non_null(strstr(named, "<versions libvirt=\"11.3.0\"/>"));
    assert_non_null(strstr(named, "signature=\"6-167-1\""));
    assert_null(strstr(named, "names"));
    assert_non_null(strstr(stamp, "<features>aes avx sse2</features>"));
    assert_null(strstr(stamp, "models"));
    assert_null(strstr(stamp, "Icelake"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modes_are_read_sorted),
        cmocka_unit_test(a_mode_without_a_type_is_an_error),
        cmocka_unit_test(what_is_written_reads_the_same),
        cmocka_unit_test(a_stamp_has_features_but_no_models),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
