/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/names.h"

#include <string.h>

static gint
compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void
vmg_names_sort(GPtrArray *names)
{
    g_ptr_array_sort(names, compare);
}
