/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Russian by name and by locale; English where nothing else was asked for. */
#include "base/text.h"
#include "tests/unit/support/helper.h"

#include <locale.h>

static void
english(void)
{
    setlocale(LC_MESSAGES, "C");
    setlocale(LC_CTYPE, "C");
}

/* As libvirt runs hooks: LC_ALL is C, LANGUAGE anything. */
static gboolean
russian(void)
{
    g_setenv("LC_ALL", "C", TRUE);
    g_setenv("LANGUAGE", "fr", TRUE);
    if (test_speak_russian())
        return TRUE;
    assert_true(setlocale(LC_MESSAGES, NULL)[0] == 'C');
    return FALSE;
}

static void
test_english_stays(void **state G_GNUC_UNUSED)
{
    english();
    g_setenv("LANGUAGE", "ru", TRUE);
    for (gsize i = 0; i < 2; i++) {
        vmg_text_use(i ? "en" : NULL);
        bindtextdomain(VMG_TEXT_DOMAIN, BUILDDIR "/po");
        assert_string_equal(_("no VLAN"), "no VLAN");
        assert_string_equal(setlocale(LC_ALL, NULL), "C");
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

    if (!russian()) {
        print_message("this system has no locale but C, and C.UTF-8 counts as C\n");
        skip();
    }
    assert_string_equal(_("no VLAN"), "без VLAN");
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *text =
            g_strdup_printf(NG_("%zu on %s, %zu on %s; the guest has %u NIC on them",
                                "%zu on %s, %zu on %s; the guest has %u NICs on them", forms[i].n),
                            (gsize)3, "a", (gsize)4, "b", forms[i].n);

        assert_true(g_str_has_prefix(text, "3 на a, 4 на b; "));
        assert_true(g_str_has_suffix(text, forms[i].says));
    }
    assert_string_equal(_("no such text"), "no such text");
    english();
    assert_string_equal(_("no VLAN"), "no VLAN");
}

/* The locale C is English, whatever LANGUAGE says. */
static void
test_by_locale(void **state G_GNUC_UNUSED)
{
    g_setenv("LC_ALL", "C", TRUE);
    g_setenv("LANGUAGE", "ru", TRUE);
    vmg_text_use_locale();
    bindtextdomain(VMG_TEXT_DOMAIN, BUILDDIR "/po");
    assert_string_equal(_("no VLAN"), "no VLAN");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english_stays),
        cmocka_unit_test(test_russian),
        cmocka_unit_test(test_by_locale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
