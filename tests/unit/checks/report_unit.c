/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks/checks.h"

#include "tests/unit/support/helper.h"

/* Plays the guard: appends the finding as a line to input->guard, a GString: "RESULT CODE SUBJECT
 * WANTED FOUND FIX". */
static void
keep(const struct vmg_input *input, const struct vmg_finding *finding)
{
    g_string_append_printf(input->guard, "%d %s %s %s %s %s\n", finding->result, finding->code,
                           finding->subject, finding->wanted, finding->found, finding->fix);
}

static const char *
option(const struct vmg_input *input G_GNUC_UNUSED, const char *key)
{
    return g_str_equal(key, "seven") ? "7" : NULL;
}

static void
a_finding_is_reported_and_counted(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) said = g_string_new(NULL);
    const struct vmg_input input = {.guard = said, .report = keep};

    assert_int_equal(vmg_report(&input, VMG_FAIL, "c", "s", "w", "f", "x"), 1);
    assert_int_equal(vmg_report_take(&input, VMG_WARN, "c", g_strdup("s"), g_strdup("w"),
                                     g_strdup("f"), g_strdup("x")),
                     1);
    assert_int_equal(
        vmg_report_take(&input, VMG_PASS, "c", NULL, g_strdup("w"), g_strdup("f"), NULL), 1);
    assert_string_equal(said->str, "0 c s w f x\n1 c s w f x\n2 c (null) w f (null)\n");
}

static void
options_have_a_default(void **state G_GNUC_UNUSED)
{
    const struct vmg_input input = {.option = option};

    assert_int_equal(vmg_option_number(&input, "seven", 3), 7);
    assert_int_equal(vmg_option_number(&input, "none", 3), 3);
}

static void
a_guest_is_not_another(void **state G_GNUC_UNUSED)
{
    const struct vmg_guest guest = {.uuid = TEST_GUEST_UUID};
    const struct vmg_input input = {.guest = &guest};
    g_autofree char *upper = g_ascii_strup(TEST_GUEST_UUID, -1);
    const struct vmg_commitment own = {.uuid = upper}, other = {.uuid = TEST_OTHER_UUID};

    assert_false(vmg_is_of_other(&input, &own));
    assert_true(vmg_is_of_other(&input, &other));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_is_reported_and_counted),
        cmocka_unit_test(options_have_a_default),
        cmocka_unit_test(a_guest_is_not_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
