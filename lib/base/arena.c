/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/arena.h"

#include <stddef.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024 };

struct VmgArena {
    GPtrArray *blocks;
    char *block; /* small pieces of memory are cut from this block */
    gsize used;
};

VmgArena *
vmg_arena_new(void)
{
    VmgArena *arena = g_new0(VmgArena, 1);

    arena->blocks = g_ptr_array_new_with_free_func(g_free);
    arena->used = BLOCK_SIZE;
    return arena;
}

void
vmg_arena_free(VmgArena *arena)
{
    if (!arena)
        return;
    g_ptr_array_unref(arena->blocks);
    g_free(arena);
}

static void *
new_block(VmgArena *arena, gsize size)
{
    void *block = g_malloc0(size);

    g_ptr_array_add(arena->blocks, block);
    return block;
}

void *
vmg_arena_alloc0(VmgArena *arena, gsize size)
{
    gsize align = _Alignof(max_align_t);
    gsize rounded = (size + align - 1) / align * align;

    if (rounded > BLOCK_SIZE / 4)
        return new_block(arena, size);
    if (arena->used + rounded > BLOCK_SIZE) {
        arena->block = new_block(arena, BLOCK_SIZE);
        arena->used = 0;
    }
    arena->used += rounded;
    return arena->block + arena->used - rounded;
}

char *
vmg_arena_strdup(VmgArena *arena, const char *text)
{
    gsize size;
    char *copy;

    if (!text)
        return NULL;
    size = strlen(text) + 1;
    copy = vmg_arena_alloc0(arena, size);
    memcpy(copy, text, size);
    return copy;
}

void *
vmg_arena_pointers(VmgArena *arena, const GPtrArray *array)
{
    gsize size = array ? array->len * sizeof(gpointer) : 0;
    void *copy;

    if (size == 0)
        return NULL;
    copy = vmg_arena_alloc0(arena, size);
    memcpy(copy, array->pdata, size);
    return copy;
}
