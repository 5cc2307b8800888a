/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/names.h"

#include "tests/unit/support/helper.h"

/* Names are sorted by their bytes ("B" before "a"), although a locale may sort "a" before "B". */
static void
names_are_sorted_by_their_bytes(void **state G_GNUC_UNUSED)
{
    static const char *const sorted[] = {"", "10", "9", "B", "a", "ab", "\xc3\xa4"};
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    vmg_names_sort(names);
    for (gsize i = G_N_ELEMENTS(sorted); i-- > 0;)
        g_ptr_array_add(names, (gpointer)sorted[i]);
    vmg_names_sort(names);
    for (gsize i = 0; i < G_N_ELEMENTS(sorted); i++)
        assert_string_equal(g_ptr_array_index(names, i), sorted[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_sorted_by_their_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
