/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/one-line.h"

#include "tests/unit/support/helper.h"

#include <string.h>

static void
a_text_is_one_printable_line(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"plain", "plain"},        {"", ""},
        {"a\nb\tc\x7f", "a?b?c?"}, {"\xc3\xa4", "\xc3\xa4"},
        {"\xe2\x80\xa8", "?"},     {"a\xff", "a\xef\xbf\xbd"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *line = vmg_one_line(rows[i][0]);

        assert_string_equal(line, rows[i][1]);
    }
    assert_null(vmg_one_line(NULL));
}

/* The limit for the length of a text counts characters, not bytes. */
static void
a_long_text_is_cut(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *whole = NULL, *cut = NULL;

    for (int i = 0; i < 512; i++)
        g_string_append(text, "\xc3\xa4");
    whole = vmg_one_line(text->str);
    assert_string_equal(whole, text->str);
    g_string_append(text, "x");
    cut = vmg_one_line(text->str);
    assert_int_equal(strlen(cut), strlen(whole) + strlen("..."));
    assert_true(g_str_has_suffix(cut, "\xc3\xa4..."));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_one_printable_line),
        cmocka_unit_test(a_long_text_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
