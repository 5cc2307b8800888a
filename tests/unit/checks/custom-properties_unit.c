/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the check custom-properties (lib/checks/custom-properties.c). */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(custom_properties),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
