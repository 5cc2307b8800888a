/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that is freed all at once, together with the structure (a guest, a host) that uses it. */
#pragma once

#include <glib.h>

typedef struct VmgArena VmgArena;

VmgArena *vmg_arena_new(void);
void vmg_arena_free(VmgArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgArena, vmg_arena_free)

/* SIZE bytes of zeros, aligned for any type; never NULL. */
void *vmg_arena_alloc0(VmgArena *arena, gsize size) G_GNUC_MALLOC;
/* A copy of TEXT; NULL if TEXT is NULL. */
char *vmg_arena_strdup(VmgArena *arena, const char *text);
/* Copies the pointers of ARRAY (may be NULL) into a C array. The number of pointers is ARRAY's
 * len. */
void *vmg_arena_pointers(VmgArena *arena, const GPtrArray *array);

#define vmg_arena_new0(arena, type) ((type *)vmg_arena_alloc0((arena), sizeof(type)))
