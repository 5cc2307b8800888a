/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "match/cpus.h"

#include "tests/unit/support/helper.h"

static void
statements_are_told_from_what_guests_use(void **state G_GNUC_UNUSED)
{
    static const char *const statements[] = {"mds-no",   "gds-no", "fb-clear",    "erms",
                                             "fsrm",     "fzrm",   "prefetchiti", "zero-fcs-fds",
                                             "md-clear", "rsba",   "pcommit",     "ibrs-all"};
    static const char *const used[] = {
        "avx2",     "spec-ctrl", "ssbd",   "stibp",     "amx-tile", "invtsc",           "x2apic",
        "wbnoinvd", "no",        "sha-ni", "cmpccxadd", "lam",      "arch-capabilities"};

    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++)
        if (!vmg_cpus_is_statement(statements[i]))
            fail_msg("%s", statements[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(used); i++)
        if (vmg_cpus_is_statement(used[i]))
            fail_msg("%s", used[i]);
}

static void
versions_differ_only_where_both_are_known(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *a[2], *b[2]; /* libvirt, QEMU */
        gboolean differ;
    } rows[] = {
        {{"9.0.0", "7.2.1"}, {"9.0.0", "7.2.1"}, FALSE},
        {{"9.0.0", "7.2.1"}, {"11.3.0", "7.2.1"}, TRUE},
        {{"9.0.0", "7.2.1"}, {"9.0.0", "7.2.2"}, TRUE},
        {{NULL, "7.2.1"}, {"11.3.0", "7.2.1"}, FALSE},
        {{"9.0.0", "7.2.1"}, {NULL, "7.2.1"}, FALSE},
        {{"9.0.0", NULL}, {"11.3.0", "7.2.1"}, FALSE},
        {{"9.0.0", "7.2.1"}, {"11.3.0", NULL}, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct vmg_host a = {.libvirt_version = rows[i].a[0], .qemu_version = rows[i].a[1]};
        struct vmg_host b = {.libvirt_version = rows[i].b[0], .qemu_version = rows[i].b[1]};

        if (vmg_cpus_differ_by_version(&a, &b) != rows[i].differ)
            fail_msg("row %zu", i);
    }
}

static void
hardware_is_the_same_by_its_signature(void **state G_GNUC_UNUSED)
{
    struct vmg_host intel = {.cpu_signature = "6-1-1", .cpu_vendor = "Intel"};
    struct vmg_host amd = {.cpu_signature = "6-1-1", .cpu_vendor = "AMD"};
    struct vmg_host newer = {.cpu_signature = "6-1-2", .cpu_vendor = "Intel"};
    struct vmg_host unknown = {.cpu_vendor = "Intel"};

    assert_true(vmg_cpus_same_hardware(&intel, &intel, "kvm"));
    assert_false(vmg_cpus_same_hardware(&intel, &amd, "kvm"));
    assert_false(vmg_cpus_same_hardware(&intel, &newer, "kvm"));
    assert_false(vmg_cpus_same_hardware(&unknown, &unknown, "kvm"));
    assert_true(vmg_cpus_same_hardware(&unknown, &amd, "qemu"));
}

static void
the_names_of_the_xml_count_where_no_stamp_says_more(void **state G_GNUC_UNUSED)
{
    static const char *const known[] = {"a", "c"}, *const running[] = {"c", "x"};
    static const struct vmg_cpu_feature a = {.name = "a", .policy = "require"},
                                        b = {.name = "b", .policy = "disable"};
    static const struct vmg_cpu_feature *const features[] = {&a, &b};
    struct vmg_guest guest = {.cpu_features = features, .cpu_feature_count = 2};
    struct vmg_host host = {.cpu_names = known, .cpu_name_count = 2}, silent = {0};
    g_autoptr(GPtrArray) by_xml = vmg_cpus_guest_unknown_names(&guest, &host), by_stamp = NULL;
    g_autoptr(GPtrArray) none = vmg_cpus_guest_unknown_names(&guest, &silent);

    guest.running_cpu_names = running;
    guest.running_cpu_name_count = 2;
    by_stamp = vmg_cpus_guest_unknown_names(&guest, &host);
    assert_int_equal(by_xml->len, 1);
    assert_string_equal(by_xml->pdata[0], "b");
    assert_int_equal(by_stamp->len, 1);
    assert_string_equal(by_stamp->pdata[0], "x");
    assert_int_equal(none->len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_are_told_from_what_guests_use),
        cmocka_unit_test(versions_differ_only_where_both_are_known),
        cmocka_unit_test(hardware_is_the_same_by_its_signature),
        cmocka_unit_test(the_names_of_the_xml_count_where_no_stamp_says_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
