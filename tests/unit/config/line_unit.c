/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/line.h"

#include "tests/unit/support/helper.h"

#define NEITHER "not a [group], a key=value or a # comment"

static void
a_line_is_read_for_what_it_is(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        VmgLineKind kind;
        const char *name, *value, *why;
    } rows[] = {
        {"", VMG_LINE_NOTHING, NULL, NULL, NULL},
        {" \t\r", VMG_LINE_NOTHING, NULL, NULL, NULL},
        {"# [a] k=v", VMG_LINE_NOTHING, NULL, NULL, NULL},
        {"[a]", VMG_LINE_GROUP, "a", NULL, NULL},
        {"  [network lan] \r", VMG_LINE_GROUP, "network lan", NULL, NULL},
        {"k=v", VMG_LINE_KEY, "k", "v", NULL},
        {"  k = 2 3\t\r", VMG_LINE_KEY, "k", "2 3", NULL},
        {"k=", VMG_LINE_KEY, "k", "", NULL},
        {"k=a=[b] # c", VMG_LINE_KEY, "k", "a=[b] # c", NULL},
        {"k k=v", VMG_LINE_KEY, "k k", "v", NULL},
        {"k", VMG_LINE_BAD, NULL, NULL, NEITHER},
        {"=v", VMG_LINE_BAD, NULL, NULL, NEITHER},
        {"; c", VMG_LINE_BAD, NULL, NULL, NEITHER},
        {"k[ru]=v", VMG_LINE_BAD, NULL, NULL, NEITHER},
        {"k\001=v", VMG_LINE_BAD, NULL, NULL, NEITHER},
        {"[a", VMG_LINE_BAD_GROUP, "a", NULL, NEITHER},
        {"[a] # c", VMG_LINE_BAD_GROUP, "a", NULL, NEITHER},
        {"[a[b]", VMG_LINE_BAD_GROUP, "a[b", NULL, NEITHER},
        {"[]", VMG_LINE_BAD_GROUP, "", NULL, NEITHER},
        {"k=\xff", VMG_LINE_BAD, "k", "\xff", "not valid UTF-8"},
        {"[\xff]", VMG_LINE_BAD_GROUP, "\xff", NULL, "not valid UTF-8"},
        {"# \xc3", VMG_LINE_BAD, NULL, NULL, "not valid UTF-8"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(VmgLine) line = {0};

        vmg_line_parse(rows[i].text, strlen(rows[i].text), &line);
        if (line.kind != rows[i].kind)
            fail_msg("'%s' is read as %d", rows[i].text, (int)line.kind);
        test_same(rows[i].text, line.name, rows[i].name);
        test_same(rows[i].text, line.value, rows[i].value);
        test_same(rows[i].text, line.why, rows[i].why);
    }
}

/* A zero byte ends a text for C. */
static void
a_nul_byte_does_not_hide_what_is_behind_it(void **state G_GNUC_UNUSED)
{
    static const char text[] = "k=v\0w";
    g_auto(VmgLine) line = {0};

    vmg_line_parse(text, sizeof(text) - 1, &line);
    assert_int_equal(line.kind, VMG_LINE_BAD);
    test_same("NUL", line.why, "a NUL byte");
}

static void
what_is_behind_the_line_is_not_read(void **state G_GNUC_UNUSED)
{
    g_auto(VmgLine) line = {0};

    vmg_line_parse("k=v\nx", 3, &line);
    assert_int_equal(line.kind, VMG_LINE_KEY);
    assert_string_equal(line.value, "v");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_read_for_what_it_is),
        cmocka_unit_test(a_nul_byte_does_not_hide_what_is_behind_it),
        cmocka_unit_test(what_is_behind_the_line_is_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
