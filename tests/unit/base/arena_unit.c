/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/arena.h"
#include "tests/unit/support/helper.h"

#include <string.h>

static void
memory_is_zeroed_aligned_and_apart(void **state G_GNUC_UNUSED)
{
    static const gsize sizes[] = {0, 1, 15, 16, 17, 4095, 4096, 4097, 16384, 100000};
    g_autoptr(VmgArena) arena = vmg_arena_new();
    unsigned char *before = NULL;
    gsize before_size = 0;

    for (guint round = 0; round < 200; round++) {
        gsize size = sizes[round % G_N_ELEMENTS(sizes)];
        unsigned char *memory = vmg_arena_alloc0(arena, size);

        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (gsize i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        if (before_size)
            assert_int_equal(before[before_size - 1], 0xaa);
        memset(memory, 0xaa, size);
        before = memory;
        before_size = size;
    }
}

static void
texts_are_copied(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgArena) arena = vmg_arena_new();
    char text[] = "abc";
    const char *copy = vmg_arena_strdup(arena, text);

    text[0] = 'x';
    assert_string_equal(copy, "abc");
    assert_string_equal(vmg_arena_strdup(arena, ""), "");
    assert_null(vmg_arena_strdup(arena, NULL));
}

static void
pointers_become_an_array(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgArena) arena = vmg_arena_new();
    g_autoptr(GPtrArray) array = g_ptr_array_new();
    void **plain;
    int a, b;

    assert_null(vmg_arena_pointers(arena, NULL));
    assert_null(vmg_arena_pointers(arena, array));
    g_ptr_array_add(array, &a);
    g_ptr_array_add(array, &b);
    plain = vmg_arena_pointers(arena, array);
    assert_ptr_equal(plain[0], &a);
    assert_ptr_equal(plain[1], &b);
}

static void
nothing_is_freed_of_nothing(void **state G_GNUC_UNUSED)
{
    vmg_arena_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(pointers_become_an_array),
        cmocka_unit_test(nothing_is_freed_of_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
