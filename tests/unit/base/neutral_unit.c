/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A neutral text is made without a language, and translated when it is shown. */
#include "base/neutral.h"

#include "base/xml.h"
#include "tests/unit/support/helper.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void
english_is_what_printf_would_say(void **state G_GNUC_UNUSED)
{
    static const char found[] =
        "storage domains: %zu on %s, %zu on %s; the guest has %zu disk or drive";
    static const char many[] =
        "storage domains: %zu on %s, %zu on %s; the guest has %zu disks and drives";
    g_autofree char *plain = g_strdup(_("no VLAN"));
    g_autofree char *string = g_strdup_printf(_("%s is in '%s'"), "a", "100 %s %n");
    g_autofree char *number = g_strdup_printf(_("at most %" PRIu64 " of %u, %04o, %zu"),
                                              UINT64_C(18446744073709551615), 7u, 07u, (gsize)3);
    g_autofree char *percent = g_strdup_printf(_("%u %% of %s"), 5u, "it");
    g_autofree char *one =
        g_strdup_printf(NG_(found, many, 1), (gsize)3, "a", (gsize)4, "b", (gsize)1);
    g_autofree char *five =
        g_strdup_printf(NG_(found, many, 5), (gsize)3, "a", (gsize)1, "b", (gsize)5);
    g_autofree char *inner = g_strdup_printf(_("%s is in '%s'"), plain, "x");
    g_autofree char *outer = g_strdup_printf("b: %s; %s", inner, plain);

    vmg_text_use(NULL);
    assert_null(strstr(string, "a is in"));
    test_same("plain", plain, "no VLAN");
    test_same("string", string, "a is in '100 %s %n'");
    test_same("number", number, "at most 18446744073709551615 of 7, 0007, 3");
    test_same("percent", percent, "5 % of it");
    test_same("one", one, "storage domains: 3 on a, 4 on b; the guest has 1 disk or drive");
    test_same("five", five, "storage domains: 3 on a, 1 on b; the guest has 5 disks and drives");
    test_same("nested", outer, "b: no VLAN is in 'x'; no VLAN");
    test_same("not neutral", "as 100 % before %s", "as 100 % before %s");
    test_same("none", NULL, NULL);
}

/* A recorded time is shown in the local time of each reader. */
static void
a_time_is_the_readers(void **state G_GNUC_UNUSED)
{
    g_autofree char *time = vmg_neutral_time(G_GINT64_CONSTANT(1767225600));
    g_autofree char *text = g_strdup_printf(_("until %s: %s"), time, "why");
    g_autofree char *line = vmg_neutral_line(text);

    vmg_text_use(NULL);
    setenv("TZ", "<+07>-7", 1);
    tzset();
    test_same("east", text, "until 2026-01-01T07:00:00+07:00: why");
    setenv("TZ", "<-0330>3:30", 1);
    tzset();
    test_same("west", line, "until 2025-12-31T20:30:00-03:30: why");
    test_same("no number", "\002%@\037soon\003", "?");
    test_same("no argument", "\002%@\003", "?");
    test_same("beyond the calendar", "\002%@\0379223372036854775807\003", "?");
}

/* The reader has another language than the process that made the text. */
static void
russian_is_chosen_when_it_is_shown(void **state G_GNUC_UNUSED)
{
    static const char one[] = "%zu on %s, %zu on %s; the guest has %u NIC on them";
    static const char many[] = "%zu on %s, %zu on %s; the guest has %u NICs on them";
    g_autofree char *plain = NULL, *nics = NULL, *swapped = NULL, *nested = NULL;

    vmg_text_use(NULL);
    plain = g_strdup(_("no VLAN"));
    nics = g_strdup_printf(NG_(one, many, 3), (gsize)30, "a", (gsize)5, "b", 3u);
    swapped = g_strdup_printf(_("%s, as on %s"), plain, "host-a");
    nested = g_strdup_printf(_("no such text: %s"), plain);
    test_speak_russian();
    test_same("plain", plain, "без VLAN");
    test_like("plural", nics, "30 на a, 5 на b; * 3 сетевых интерфейса ВМ");
    test_like("swapped", swapped, "*без VLAN*host-a*");
    test_same("unknown", nested, "no such text: без VLAN");
    vmg_text_use(NULL);
    test_same("plain", plain, "no VLAN");
}

/* A recorded text may have been damaged or forged. It is not given to printf(3) as a format, so
 * it can't crash the program that shows it. */
static void
what_is_broken_is_shown_all_the_same(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        {"\002", ""},
        {"\002\003", ""},
        {"\003\037\036", ""},
        {"\002%s\003", "?"},
        {"\002%s %s\037a\003", "a ?"},
        {"\002%2$s %1$s\037a\037b\003", "b a"},
        {"\002%9$s %0$s %99999999999999999999$s\037a\003", "? a ?"},
        {"\002%n%s\037a\037b\003", "ab"},
        {"\002a%", "a?"},
        {"\002a%\003", "a?"},
        {"\002a%l\037b\003", "ab"},
        {"\002%s\037a", "a"},
        {"a\003b\037c", "abc"},
        {"\002one\036many\037x\003", "many"},
        {"\002one\036many\0371\003", "one"},
        {"\002one\036many\037-1\003", "many"},
        {"\002%s\037\002%s\037\002%s\037x\003\003\003", "x"},
    };
    g_autoptr(GString) deep = g_string_new(NULL);
    g_autofree char *shown = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        test_same(rows[i].shown, rows[i].text, rows[i].shown);
    for (guint i = 0; i < 100000; i++)
        g_string_append(deep, "\002%s\037");
    shown = vmg_neutral_render(deep->str);
    assert_null(strpbrk(shown, "\002\003\036\037"));
}

static void
assert_is_line(const char *text, const char *expected)
{
    g_autofree char *line = vmg_neutral_line(text);
    g_autofree char *again = vmg_neutral_line(line);

    assert_string_equal(line, expected);
    assert_string_equal(again, line);
}

static void
a_line_stays_neutral(void **state G_GNUC_UNUSED)
{
    g_autofree char *good = g_strdup_printf(_("%s is in '%s'"), "a\n\x1b", "b");
    g_autofree char *forged = g_strdup_printf(_("%s is in '%s'"), "a\037b", "c");
    g_autofree char *long_name = g_strnfill(2000, 'x');
    g_autofree char *longer = g_strdup_printf(_("%s is in '%s'"), long_name, "b");
    g_autofree char *twice = g_strdup_printf(_("%s; fix: %s"), longer, longer);
    g_autofree char *cut = vmg_neutral_line(longer), *plain = vmg_neutral_line(twice);

    vmg_text_use(NULL);
    assert_null(vmg_neutral_line(NULL));
    assert_is_line("plain\n", "plain?");
    assert_is_line(good, "\002%s is in '%s'\037a??\037b\003");
    /* FORGED has one argument more than its format, so it is recorded as a plain text, not as a
     * neutral text. */
    assert_is_line(forged, "a is in 'b'");
    assert_is_line("a\002b", "ab");
    assert_is_line("a\037\002b\003", "ab");
    assert_is_line("\002\x1b[2J\003", "?[2J");
    assert_is_line("\002one\036\x1b\003", "?");
    /* If a text is too long for a record, its long argument is cut. If that is not possible, the
     * text is cut as a whole, and is recorded as a plain text. */
    assert_true(g_str_has_prefix(cut, "\002%s is in '%s'\037xxx"));
    assert_true(g_str_has_suffix(cut, "xxx...\037b\003"));
    assert_true(g_str_has_prefix(plain, "xxx"));
    assert_int_equal(strlen(plain), 512 + 3);
}

/* Names of guests and properties come from users. They must not be able to make a neutral text. */
static void
xml_has_no_such_characters(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"\002", "&#2;", "&#x1f;", "\037", "&#3;", "\036"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *xml = g_strdup_printf("<domain><name>%s</name></domain>", names[i]);
        g_autoptr(GError) error = NULL;

        assert_null(vmg_xml_parse(xml, strlen(xml), "w", &error));
        assert_non_null(error);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_is_what_printf_would_say),
        cmocka_unit_test(a_time_is_the_readers),
        cmocka_unit_test(russian_is_chosen_when_it_is_shown),
        cmocka_unit_test(what_is_broken_is_shown_all_the_same),
        cmocka_unit_test(a_line_stays_neutral),
        cmocka_unit_test(xml_has_no_such_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
