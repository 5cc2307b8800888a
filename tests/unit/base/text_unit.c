/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts are Russian if a program chooses the language "ru", or if the environment does;
 * otherwise texts are English. The locales that are installed make no difference. */
#include "base/text.h"
#include "tests/unit/support/helper.h"

#include <inttypes.h>
#include <locale.h>

static void
test_english(void **state G_GNUC_UNUSED)
{
    g_setenv("LANGUAGE", "ru", TRUE);
    for (gsize i = 0; i < 2; i++) {
        test_speak_russian();
        vmg_text_use(i ? "en" : NULL);
        assert_string_equal(_("no VLAN"), "no VLAN");
        assert_string_equal(NG_("one", "many", 1), "one");
        assert_string_equal(NG_("one", "many", 2), "many");
    }
}

static void
test_russian(void **state G_GNUC_UNUSED)
{
    static const struct {
        guint n;
        const char *says;
    } forms[] = {{1, "1 сетевой интерфейс ВМ"},
                 {2, "2 сетевых интерфейса ВМ"},
                 {5, "5 сетевых интерфейсов ВМ"},
                 {11, "11 сетевых интерфейсов ВМ"},
                 {21, "21 сетевой интерфейс ВМ"}};

    test_speak_russian();
    assert_string_equal(_("no VLAN"), "без VLAN");
    assert_string_equal(_("no such text"), "no such text");
    assert_string_equal(NG_("none", "such", 2), "such");
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *text =
            g_strdup_printf(NG_("%zu on %s, %zu on %s; the guest has %u NIC on them",
                                "%zu on %s, %zu on %s; the guest has %u NICs on them", forms[i].n),
                            (gsize)3, "a", (gsize)4, "b", forms[i].n);

        assert_true(g_str_has_prefix(text, "3 на a, 4 на b; "));
        assert_true(g_str_has_suffix(text, forms[i].says));
    }
    assert_string_equal(setlocale(LC_ALL, NULL), "C");
}

/* PRIu64 is "lu" if a long has 64 bits, otherwise "llu". The text in the catalogue must have the
 * same letters. */
static void
test_russian_of_a_wide_number(void **state G_GNUC_UNUSED)
{
    g_autofree char *text = NULL;

    test_speak_russian();
    text = g_strdup_printf(_("%" PRIu64 " MiB free"), (guint64)5);
    assert_string_equal(text, "5 МиБ свободно");
}

static void
test_a_language_without_translations_is_english(void **state G_GNUC_UNUSED)
{
    test_speak_russian();
    assert_false(vmg_text_use_from(BUILDDIR "/po", "fr"));
    assert_string_equal(_("no VLAN"), "no VLAN");
}

static void
test_the_environment(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *lc_all, *lc_messages, *lang, *language;
        gboolean russian;
    } rows[] = {
        {"ru_RU.UTF-8", "", "", "", TRUE},
        {"", "ru_RU", "", "", TRUE},
        {"", "", "ru", "", TRUE},
        {"", "", "ru_UA.KOI8-U@x", "", TRUE},
        {"en_US.UTF-8", "ru_RU.UTF-8", "ru_RU.UTF-8", "", FALSE},
        {"", "fr_FR.UTF-8", "ru_RU.UTF-8", "", FALSE},
        {"C.UTF-8", "", "", "ru", TRUE},
        {"en_US.UTF-8", "", "", "fr:ru_RU:en", TRUE},
        {"ru_RU.UTF-8", "", "", "en_GB:ru", FALSE},
        {"ru_RU.UTF-8", "", "", "fr", FALSE},
        {"C", "ru_RU.UTF-8", "ru_RU.UTF-8", "ru", FALSE},
        {"POSIX", "", "", "ru", FALSE},
        {"", "", "", "ru", FALSE},
        {"C.UTF-8", "", "", "", FALSE},
        {"C.UTF-8", "", "", "../../ru:/ru:r%u:.:@:::", FALSE},
        {"C.UTF-8", "", "", "ruruururururururururururururururururururu:ru", TRUE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_setenv("LC_ALL", rows[i].lc_all, TRUE);
        g_setenv("LC_MESSAGES", rows[i].lc_messages, TRUE);
        g_setenv("LANG", rows[i].lang, TRUE);
        g_setenv("LANGUAGE", rows[i].language, TRUE);
        test_speak_russian();
        vmg_text_use_environment(BUILDDIR "/po");
        if (g_str_equal(_("no VLAN"), "без VLAN") != rows[i].russian)
            fail_msg("row %zu: %s", i, _("no VLAN"));
    }
    vmg_text_use(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english),
        cmocka_unit_test(test_russian),
        cmocka_unit_test(test_russian_of_a_wide_number),
        cmocka_unit_test(test_a_language_without_translations_is_english),
        cmocka_unit_test(test_the_environment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
