/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/problem.h"

#include "tests/unit/support/helper.h"

static void
add(GPtrArray *problems, VmgProblemKind kind, guint line, const char *text)
{
    g_ptr_array_add(problems, vmg_problem_new(kind, "f", line, text, NULL));
}

static void
warnings_do_no_harm(void **state G_GNUC_UNUSED)
{
    g_autoptr(GPtrArray) problems = vmg_problems_new();

    assert_true(vmg_problems_are_harmless(problems, NULL));
    add(problems, VMG_PROBLEM_WARNING, 1, "w");
    assert_true(vmg_problems_are_harmless(problems, NULL));
    assert_int_equal(vmg_problems_count(problems, VMG_PROBLEM_WARNING), 1);
    assert_int_equal(vmg_problems_count(problems, VMG_PROBLEM_ERROR), 0);
}

static void
the_first_error_is_told_and_how_many_more(void **state G_GNUC_UNUSED)
{
    static const char *const said[] = {"f:7: a", "f:7: a (and 1 more mistake)",
                                       "f:7: a (and 2 more mistakes)"};
    g_autoptr(GPtrArray) problems = vmg_problems_new();

    add(problems, VMG_PROBLEM_WARNING, 1, "w");
    for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
        g_autoptr(GError) error = NULL;

        add(problems, VMG_PROBLEM_ERROR, 7 + i, i == 0 ? "a" : "b");
        assert_false(vmg_problems_are_harmless(problems, &error));
        test_same(said[i], error->message, said[i]);
    }
}

static void
a_problem_of_the_whole_file_has_no_line(void **state G_GNUC_UNUSED)
{
    VmgProblem *problem = vmg_problem_new(VMG_PROBLEM_ERROR, "f", 0, "t", "x");
    g_autofree char *text = vmg_problem_to_string(problem);

    assert_string_equal(text, "f: t");
    assert_string_equal(problem->fix, "x");
    vmg_problem_free(problem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warnings_do_no_harm),
        cmocka_unit_test(the_first_error_is_told_and_how_many_more),
        cmocka_unit_test(a_problem_of_the_whole_file_has_no_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
