/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The checks that need nothing but the guest: devices, custom-properties. */
#include "ask.h"
#include "checks/checks.h"

#define CUSTOM(properties)                                                                         \
    "<o:vm xmlns:o='http://ovirt.org/vm/1.0'><o:custom>" properties "</o:custom></o:vm>"

static void
custom_properties(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *metadata, *findings;
    } rows[] = {
        {"", "", "PASS *"},
        {"", CUSTOM("<o:cache>none</o:cache>"), "PASS *"},
        {"", CUSTOM("<o:cache/>"), "PASS *"},
        {"", CUSTOM("<o:cache>nonesuch</o:cache>"), "FAIL custom property cache: 'nonesuch'\n"},
        {"", CUSTOM("<o:cache>None</o:cache>"), "FAIL custom property cache: 'None'\n"},
        {"", CUSTOM("<o:other>anything</o:other>"), "PASS *"},
        {"[custom-properties]\nzone = ^(a|b)$\n", CUSTOM("<o:zone>c</o:zone>"),
         "FAIL custom property zone: 'c'\n"},
        {"[custom-properties]\nzone = ^(a|b)$\n", CUSTOM("<o:zone>b</o:zone>"), "PASS *"},
        {"[custom-properties]\nn = ^\\d+$\n", CUSTOM("<o:n>12</o:n>"), "PASS *"},
        {"[custom-properties]\nn = ^\\d+$\nzone = x\n", CUSTOM("<o:n>1a</o:n><o:zone>y</o:zone>"),
         "FAIL custom property n: '1a'\ncustom-properties FAIL custom property zone: 'y'\n"},
        {"[custom-properties]\ncache = ^none$\n", CUSTOM("<o:cache>unsafe</o:cache>"),
         "FAIL custom property cache: 'unsafe'\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain(rows[i].metadata, "");
        g_autofree char *findings =
            test_ask(&vmg_check_custom_properties, rows[i].config, domain, NULL, NULL);
        g_autofree char *expected = g_strconcat("custom-properties ", rows[i].findings, NULL);

        test_like(rows[i].metadata, findings, expected);
    }
}

static void
devices(void **state G_GNUC_UNUSED)
{
    g_autofree char *free_one = test_domain("", "<input type='tablet' bus='usb'/>");
    g_autofree char *tied = test_domain("", "<hostdev mode='subsystem' type='usb'/><hostdev/>"
                                            "<tpm><backend type='passthrough'/></tpm>");
    g_autofree char *good = test_ask(&vmg_check_devices, "", free_one, NULL, NULL);
    g_autofree char *bad = test_ask(&vmg_check_devices, "", tied, NULL, NULL);

    test_same("free", good, "devices PASS no device ties it to its host\n");
    test_same("tied", bad,
              "devices FAIL hostdev usb: a device of the source host\n"
              "devices FAIL hostdev: a device of the source host\n"
              "devices FAIL tpm passthrough: the source host's TPM\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(custom_properties),
        cmocka_unit_test(devices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
