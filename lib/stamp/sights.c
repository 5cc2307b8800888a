/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stamp/sights.h"

#include "base/xml.h"

#include <string.h>

void
vmg_sights_add(xmlNode *owner, xmlNs *ns, const struct vmg_guest *guest)
{
    for (size_t i = 0; i < guest->claim_count; i++) {
        const struct vmg_claim *claim = guest->claims[i];
        xmlNode *node;

        if (!vmg_guest_is_image(claim) || !claim->detail)
            continue;
        node = vmg_xml_add(owner, ns, "seen", NULL);
        vmg_xml_set(node, "path", claim->name);
        vmg_xml_set(node, "as", claim->detail);
    }
}

/* The path to which the symbolic links of a file lead. The agent writes it at the end of SAID,
 * its text about the file. NULL if the path has no links, or if SAID is not about a file. */
static const char *
real_of(const char *said)
{
    return g_str_has_prefix(said, "file ") ? strchr(said, '/') : NULL;
}

static void
set_real(VmgGuest *guest)
{
    for (gsize i = 0; i < guest->view.disk_count; i++) {
        const struct vmg_disk *disk = guest->view.disks[i];

        for (size_t j = 0; j < disk->image_count; j++) {
            struct vmg_image *image = (struct vmg_image *)disk->images[j];

            if (image->claim && image->claim->detail)
                image->real = real_of(image->claim->detail);
        }
    }
}

/* Returns a table: the key is a path, the value is what the stamp says about this path. If the
 * stamp has a path twice, the first text counts. */
static GHashTable *
read_seen(VmgGuest *guest, xmlNode *owner)
{
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (xmlNode *node = owner->children; node; node = node->next) {
        const char *path =
            vmg_xml_is_ours(node, "seen") ? vmg_xml_attr(guest->arena, node, "path") : NULL;

        if (path && !g_hash_table_contains(seen, path))
            g_hash_table_insert(seen, (gpointer)path,
                                (gpointer)vmg_xml_attr(guest->arena, node, "as"));
    }
    return seen;
}

void
vmg_sights_apply(xmlNode *owner, VmgGuest *guest)
{
    g_autoptr(GHashTable) seen = read_seen(guest, owner);

    if (g_hash_table_size(seen) == 0)
        return;
    for (guint i = 0; i < guest->claims->len; i++) {
        struct vmg_claim *claim = g_ptr_array_index(guest->claims, i);

        if (vmg_guest_is_image(claim) && g_hash_table_contains(seen, claim->name))
            claim->detail = g_hash_table_lookup(seen, claim->name);
    }
    set_real(guest);
}
