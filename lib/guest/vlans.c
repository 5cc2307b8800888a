/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guest/vlans.h"

#include "base/xml.h"

#include <string.h>

enum { TAG_MAX = 4094 };

static gint
compare(gconstpointer a, gconstpointer b)
{
    return (gint) * (const guint *)a - (gint) * (const guint *)b;
}

/* Appends the native VLAN, to which frames without a tag belong. If the XML marks several tags
 * as native, libvirt uses the last of them. */
static void
append_native(GString *text, VmgArena *arena, xmlNode *vlan)
{
    const char *mode = NULL, *id = NULL;

    for (xmlNode *node = vlan->children; node; node = node->next)
        if (vmg_xml_is(node, "tag") && vmg_xml_attr(arena, node, "nativeMode")) {
            mode = vmg_xml_attr(arena, node, "nativeMode");
            id = vmg_xml_attr_or(arena, node, "id", "");
        }
    if (mode)
        g_string_append_printf(text, " native %s %s", id, mode);
}

/* https://libvirt.org/formatdomain.html#setting-vlan-tag-on-supported-network-types-only */
const char *
vmg_vlans_read(VmgArena *arena, xmlNode *vlan)
{
    g_autoptr(GArray) tags = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GString) text = g_string_new(NULL);

    if (!vlan)
        return NULL;
    for (xmlNode *node = vlan->children; node; node = node->next) {
        const char *id = vmg_xml_is(node, "tag") ? vmg_xml_attr(arena, node, "id") : NULL;
        guint64 number;
        guint tag;

        if (!id || !g_ascii_string_to_unsigned(id, 10, 1, TAG_MAX, &number, NULL))
            continue;
        tag = (guint)number;
        g_array_append_val(tags, tag);
    }
    g_array_sort(tags, compare);
    if (tags->len == 1 && vmg_xml_attr_is(vlan, "trunk", "yes"))
        g_string_append(text, "trunk ");
    for (guint i = 0; i < tags->len; i++)
        g_string_append_printf(text, "%s%u", i > 0 ? "," : "", g_array_index(tags, guint, i));
    if (tags->len == 0)
        return NULL;
    append_native(text, arena, vlan);
    return vmg_arena_strdup(arena, text->str);
}

guint
vmg_vlans_single(const char *text)
{
    guint64 number;

    return text && g_ascii_string_to_unsigned(text, 10, 1, TAG_MAX, &number, NULL) ? (guint)number
                                                                                   : 0;
}
