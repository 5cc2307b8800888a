/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The plural rules of several languages, and texts that are not a rule. */
#include "base/plural.h"
#include "tests/unit/support/helper.h"

#include <string.h>

/* Compares, for 0 to 1000, the value that the compiler computes for RULE with the value of
 * plural.c. */
#define SAME(rule)                                                                                 \
    for (unsigned long n = 0; n <= 1000; n++) {                                                    \
        size_t form;                                                                               \
                                                                                                   \
        assert_int_equal(vmg_plural_form(#rule ";\n", n, &form), 0);                               \
        assert_int_equal(form, (size_t)(rule));                                                    \
    }

static void
languages(void **state G_GNUC_UNUSED)
{
    SAME(0)
    SAME(n != 1)
    SAME(n > 1)
    /* the rules of Russian, Slovenian, Arabic and Latvian */
    SAME((n % 10 == 1 && n % 100 != 11                                    ? 0
          : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 10 || n % 100 >= 20) ? 1
                                                                          : 2))
    SAME((n % 100 == 1 ? 0 : n % 100 == 2 ? 1 : n % 100 == 3 || n % 100 == 4 ? 2 : 3))
    SAME((n == 0                           ? 0
          : n == 1                         ? 1
          : n == 2                         ? 2
          : n % 100 >= 3 && n % 100 <= 10  ? 3
          : n % 100 >= 11 && n % 100 <= 99 ? 4
                                           : 5))
    SAME((n % 10 == 1 && n % 100 != 11 ? 0 : n != 0 ? 1 : 2))
}

static void
operators(void **state G_GNUC_UNUSED)
{
    SAME((1 + 2 * 3 - 4 / 2) % 5)
    SAME((n * 7 - n) / 3)
    SAME((!n + !(n > 2)))
    SAME((n <= 5 ? n >= 3 ? 1 : 2 : 3))
}

static void
what_is_no_rule(void **state G_GNUC_UNUSED)
{
    static const char *const rules[] = {"",      ";",     "(n",    "n)",       "n n",   "m",
                                        "n ?",   "n ? 1", "n ? :", "n ==",     "!",     "n / 0",
                                        "n % 0", "1 = 1", "-1",    "0 ? 1 : ", "n & 1", "()"};
    g_autofree char *deep = g_strnfill(100000, '('), *denied = g_strnfill(100000, '!');
    size_t form;

    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (vmg_plural_form(rules[i], 3, &form) == 0)
            fail_msg("a rule: %s", rules[i]);
    assert_int_equal(vmg_plural_form(deep, 3, &form), -1);
    assert_int_equal(vmg_plural_form(denied, 3, &form), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages),
        cmocka_unit_test(operators),
        cmocka_unit_test(what_is_no_rule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
