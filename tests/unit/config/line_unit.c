/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/line.h"

#include "tests/unit/support/helper.h"

static const char text[] = "# c\n"
                           "[a]\n"
                           "k=1\n"
                           "  k = 2\r\n"
                           "\n"
                           "[b]\n"
                           "k=3\n"
                           "kk=4\n"
                           " [a] \n"
                           "z=5";

static void
keys_and_groups_are_found(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *group, *key;
        guint line;
    } rows[] = {
        {"a", "k", 4}, {"b", "k", 7},  {"b", "kk", 8}, {"a", "z", 10}, {"b", "z", 0},
        {"c", "k", 0}, {"a", NULL, 9}, {"b", NULL, 6}, {"c", NULL, 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(vmg_config_line_of(text, rows[i].group, rows[i].key), rows[i].line);
}

static void
the_first_bad_line_is_named(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        guint line;
        const char *why;
    } rows[] = {
        {text, 0, NULL},
        {"", 0, NULL},
        {"\n# x\n   \n", 0, NULL},
        {"[a]\nk=\n", 0, NULL},
        {"[a]\nk\n", 2, "not a [group], a key=value or a # comment"},
        {"[a]\n=v\n", 2, "not a [group], a key=value or a # comment"},
        {"[a\n", 1, "not a [group], a key=value or a # comment"},
        {"[a]x\n", 1, "not a [group], a key=value or a # comment"},
        {"\n[]\n", 2, "not a [group], a key=value or a # comment"},
        {"k=1\n[a]\n", 1, "a key before the first [group]"},
        {"[a]\n; c\n", 2, "not a [group], a key=value or a # comment"},
        {"[a]\nk=\xff\n", 2, "not valid UTF-8"},
        {"# \xc3\n", 1, "not valid UTF-8"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *why = NULL;

        assert_int_equal(vmg_config_first_bad_line(rows[i].text, &why), rows[i].line);
        test_same(rows[i].text, why, rows[i].why);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_groups_are_found),
        cmocka_unit_test(the_first_bad_line_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
