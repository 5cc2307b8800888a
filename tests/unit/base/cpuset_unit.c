/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/cpuset.h"

#include "tests/unit/support/helper.h"

static void
sets_are_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        gboolean good;
        guint in, out; /* a number that is in the set, and a number that is not */
    } rows[] = {
        {"0", TRUE, 0, 1},         {"0-3", TRUE, 3, 4},
        {"0-3,^2", TRUE, 3, 2},    {"0,2-4,8", TRUE, 8, 1},
        {" 0-1, 5 ", TRUE, 5, 2},  {"63-64", TRUE, 64, 65},
        {"16383", TRUE, 16383, 0}, {"16384", FALSE, 0, 0},
        {"3-1", FALSE, 0, 0},      {"^0-2", FALSE, 0, 0},
        {"a", FALSE, 0, 0},        {"1;2", FALSE, 0, 0},
        {"-1", FALSE, 0, 0},       {"99999999999999999999", FALSE, 0, 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        VmgCpuset set;

        if (vmg_cpuset_parse(rows[i].text, &set) != rows[i].good)
            fail_msg("%s", rows[i].text);
        if (rows[i].good &&
            (!vmg_cpuset_has(&set, rows[i].in) || vmg_cpuset_has(&set, rows[i].out)))
            fail_msg("%s has others", rows[i].text);
    }
}

static void
what_is_beyond_is_found(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *a, *b;
        gint beyond;
    } rows[] = {
        {"0-3", "0-3", -1}, {"0-3", "0-7", -1},      {"", "0", -1},         {"0-4", "0-3", 4},
        {"0", "1", 0},      {"0-200", "0-127", 128}, {"5,300", "0-7", 300},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        VmgCpuset a, b;

        assert_true(vmg_cpuset_parse(rows[i].a, &a));
        assert_true(vmg_cpuset_parse(rows[i].b, &b));
        assert_int_equal(vmg_cpuset_first_beyond(&a, &b), rows[i].beyond);
    }
    {
        VmgCpuset none;

        assert_true(vmg_cpuset_parse("", &none));
        assert_false(vmg_cpuset_has(&none, VMG_CPUSET_SIZE));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_read),
        cmocka_unit_test(what_is_beyond_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
