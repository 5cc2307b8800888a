/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Adds custom properties to the guest. VDSM passes them to its hooks in the environment, and the
 * guest's metadata may not have them. */
#include "decide/judge.h"

#include <string.h>

static gboolean
has_property(const VmgGuest *guest, const char *name, const char *value)
{
    for (size_t i = 0; i < guest->view.property_count; i++) {
        const struct vmg_property *property = guest->view.properties[i];

        if (!property->device && strcmp(property->name, name) == 0 &&
            g_strcmp0(property->value, value) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Replaces each control character in VALUE by '?', and returns VALUE. VALUE is from the
 * environment, so it can contain the control characters that are the marks of a neutral text (see
 * base/neutral.h). Nobody may forge these marks. */
static char *
without_controls(char *value)
{
    for (char *at = value; *at; at++)
        if (g_ascii_iscntrl(*at))
            *at = '?';
    return value;
}

static void
add(VmgGuest *guest, const VmgQuestion *question, GPtrArray *properties, const char *name)
{
    const char *value = question->property(name);
    struct vmg_property *property;

    if (!value || has_property(guest, name, value))
        return;
    property = vmg_arena_new0(guest->arena, struct vmg_property);
    property->struct_size = sizeof(*property);
    property->name = vmg_arena_strdup(guest->arena, name);
    property->value = without_controls(g_strstrip(vmg_arena_strdup(guest->arena, value)));
    g_ptr_array_add(properties, property);
}

void
vmg_judge_add_properties(VmgGuest *guest, const VmgQuestion *question)
{
    g_autoptr(GPtrArray) properties = g_ptr_array_new();
    g_auto(GStrv) names = NULL;

    if (!question->property)
        return;
    for (size_t i = 0; i < guest->view.property_count; i++)
        g_ptr_array_add(properties, (gpointer)guest->view.properties[i]);
    names = vmg_config_property_names(question->config);
    for (char **name = names; *name; name++)
        add(guest, question, properties, *name);
    guest->view.properties = vmg_arena_pointers(guest->arena, properties);
    guest->view.property_count = properties->len;
}
