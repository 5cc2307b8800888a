/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/columns.h"

#include "tests/unit/support/helper.h"

static void
what_is_escaped_comes_back(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {
        "",     "plain",      "a\tb",  "a\nb\r",   "back\\slash\\",
        "\\\\", "\"quoted\"", "ä, ВМ", "\x01\x7f", "\xff",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *escaped = vmg_columns_escape(rows[i]);
        g_autofree char *line = g_strdup_printf("%s\t%s", escaped, escaped);
        g_auto(GStrv) columns = vmg_columns_split(line);

        assert_null(strpbrk(escaped, "\t\n\r"));
        assert_non_null(columns);
        assert_int_equal(g_strv_length(columns), 2);
        test_same(rows[i], columns[0], rows[i]);
        test_same(rows[i], columns[1], rows[i]);
    }
}

static void
letters_stay_readable(void **state G_GNUC_UNUSED)
{
    g_autofree char *letters = vmg_columns_escape("ВМ\t1");
    g_autofree char *none = vmg_columns_escape(NULL);

    assert_string_equal(letters, "ВМ\\t1");
    assert_string_equal(none, "");
}

/* A column that ends within an escape sequence is an error. The rows have different numbers of
 * backslashes at the end of a column. */
static void
a_column_can_not_end_within_an_escape(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *line;
        gboolean good;
    } rows[] = {
        {"", TRUE},         {"a\\\\", TRUE},   {"a\\", FALSE},
        {"a\\\\\\", FALSE}, {"a\\\tb", FALSE}, {"a\\\\\\\tb", FALSE},
        {"a\\\\\tb", TRUE}, {"a\\x", TRUE},    {"a\tb\\", FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) columns = vmg_columns_split(rows[i].line);

        if ((columns != NULL) != rows[i].good)
            fail_msg("'%s'", rows[i].line);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_escaped_comes_back),
        cmocka_unit_test(letters_stay_readable),
        cmocka_unit_test(a_column_can_not_end_within_an_escape),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
