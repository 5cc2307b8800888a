/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/names.h"

#include "base/xml.h"

#include <string.h>

static gint
compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether NAMES is sorted and contains no name twice. The agent always writes lists in this
 * form. */
static gboolean
is_sorted(const GPtrArray *names)
{
    for (guint i = 1; i < names->len; i++)
        if (strcmp(names->pdata[i - 1], names->pdata[i]) >= 0)
            return FALSE;
    return TRUE;
}

static void
sort(GPtrArray *names)
{
    guint kept = 0;

    g_ptr_array_sort(names, compare);
    for (guint i = 0; i < names->len; i++)
        if (i == 0 || strcmp(names->pdata[i], names->pdata[kept - 1]) != 0)
            names->pdata[kept++] = names->pdata[i];
    g_ptr_array_set_size(names, (gint)kept);
}

const char *const *
vmg_host_names_sort(VmgArena *arena, GPtrArray *names, gsize *count)
{
    if (!is_sorted(names))
        sort(names);
    *count = names->len;
    return vmg_arena_pointers(arena, names);
}

const char *const *
vmg_host_names_copy(VmgArena *arena, const char *const *names, gsize count)
{
    const char **copy = count ? vmg_arena_alloc0(arena, count * sizeof(char *)) : NULL;

    for (gsize i = 0; i < count; i++)
        copy[i] = vmg_arena_strdup(arena, names[i]);
    return copy;
}

const char *const *
vmg_host_names_read(VmgArena *arena, xmlNode *node, gsize *count)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    char *text = (char *)vmg_xml_text(arena, node), *rest = NULL;

    for (char *word = text ? strtok_r(text, " \t\r\n", &rest) : NULL; word;
         word = strtok_r(NULL, " \t\r\n", &rest))
        g_ptr_array_add(names, word);
    return vmg_host_names_sort(arena, names, count);
}

void
vmg_host_names_add(xmlNode *parent, xmlNs *ns, const char *element, const char *const *names,
                   gsize count)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (gsize i = 0; i < count; i++) {
        if (i > 0)
            g_string_append_c(text, ' ');
        g_string_append(text, names[i]);
    }
    vmg_xml_add(parent, ns, element, text->str);
}
