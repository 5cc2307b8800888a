/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of the built-in checks. */
#include "checks/builtin.h"

#include "tests/unit/support/helper.h"

#include <string.h>

#define NAME(name) #name,

static void
each_check_bears_the_name_of_its_file(void **state G_GNUC_UNUSED)
{
    static const char *const listed[] = {VMG_BUILTIN_CHECKS(NAME) NULL};
    const struct vmg_check *const *checks = vmg_builtin_checks();
    g_auto(GStrv) names = vmg_builtin_names();

    assert_int_equal(g_strv_length(names), G_N_ELEMENTS(listed) - 1);
    for (gsize i = 0; listed[i]; i++) {
        g_autofree char *name = g_strdelimit(g_strdup(listed[i]), "_", '-');
        g_autofree char *file = g_strconcat(SRCDIR "/lib/checks/", name, ".c", NULL);

        assert_string_equal(names[i], name);
        assert_string_equal(checks[i]->name, name);
        test_same(name, g_file_test(file, G_FILE_TEST_EXISTS) ? "there" : file, "there");
    }
    assert_null(checks[g_strv_length(names)]);
}

static void
each_check_is_found_by_its_name(void **state G_GNUC_UNUSED)
{
    for (const struct vmg_check *const *check = vmg_builtin_checks(); *check; check++) {
        assert_ptr_equal(vmg_builtin_find((*check)->name), *check);
        assert_int_equal((*check)->abi_version, VMG_ABI_VERSION);
        assert_non_null((*check)->run);
        assert_true(*(*check)->summary != '\0');
    }
    assert_null(vmg_builtin_find("cach"));
    assert_null(vmg_builtin_find(""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_check_bears_the_name_of_its_file),
        cmocka_unit_test(each_check_is_found_by_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
