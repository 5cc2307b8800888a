/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes the images that disks are based on into the stamp, and reads them from it. libvirt
 * finds these images when the guest starts and shows them in the XML of the running guest. The
 * XML that libvirt sends to another host does not contain them, and the hook there sees only
 * this XML. So the stamp contains the images. */
#include "stamp/chain.h"

#include "base/xml.h"

/* The attributes of the element <image>, and for each attribute the member of struct vmg_image
 * that has its value. */
static const struct {
    const char *attribute;
    size_t offset;
} texts[] = {
    {"type", offsetof(struct vmg_image, type)}, {"source", offsetof(struct vmg_image, source)},
    {"pool", offsetof(struct vmg_image, pool)}, {"protocol", offsetof(struct vmg_image, protocol)},
    {"host", offsetof(struct vmg_image, host)},
};

static const char **
text_of(struct vmg_image *image, gsize at)
{
    return (const char **)((char *)image + texts[at].offset);
}

static void
add_image(xmlNode *chain, xmlNs *ns, struct vmg_image image)
{
    xmlNode *node = vmg_xml_add(chain, ns, "image", NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        vmg_xml_set(node, texts[i].attribute, *text_of(&image, i));
    if (image.flags & VMG_IMAGE_LOOPBACK)
        vmg_xml_set(node, "loopback", "yes");
}

void
vmg_chain_add(xmlNode *owner, xmlNs *ns, const struct vmg_disk *disk)
{
    xmlNode *chain;

    if (disk->image_count < 2)
        return;
    chain = vmg_xml_add(owner, ns, "chain", NULL);
    vmg_xml_set(chain, "target", disk->target);
    for (size_t i = 1; i < disk->image_count; i++)
        add_image(chain, ns, *disk->images[i]);
}

static void
read_image(VmgArena *arena, GPtrArray *images, xmlNode *node)
{
    struct vmg_image *image = vmg_arena_new0(arena, struct vmg_image);

    image->struct_size = sizeof(*image);
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        *text_of(image, i) = vmg_xml_attr(arena, node, texts[i].attribute);
    if (vmg_xml_attr_is(node, "loopback", "yes"))
        image->flags |= VMG_IMAGE_LOOPBACK;
    if (image->type && image->source)
        g_ptr_array_add(images, image);
}

static void
apply(const xmlNode *chain, VmgArena *arena, struct vmg_disk *disk)
{
    g_autoptr(GPtrArray) images = g_ptr_array_new();

    g_ptr_array_add(images, (gpointer)disk->images[0]);
    for (xmlNode *node = chain->children; node; node = node->next)
        if (vmg_xml_is_ours(node, "image"))
            read_image(arena, images, node);
    disk->images = vmg_arena_pointers(arena, images);
    disk->image_count = images->len;
}

/* Returns a table with the elements <chain>. The key is the target of the disk to which the
 * chain belongs. */
static GHashTable *
find_chains(xmlNode *owner, VmgArena *arena)
{
    GHashTable *chains = g_hash_table_new(g_str_hash, g_str_equal);

    for (xmlNode *node = owner->children; node; node = node->next) {
        const char *target =
            vmg_xml_is_ours(node, "chain") ? vmg_xml_attr(arena, node, "target") : NULL;

        if (target && !g_hash_table_contains(chains, target))
            g_hash_table_insert(chains, (gpointer)target, node);
    }
    return chains;
}

void
vmg_chains_apply(xmlNode *owner, VmgGuest *guest)
{
    g_autoptr(GHashTable) chains = find_chains(owner, guest->arena);

    if (g_hash_table_size(chains) == 0)
        return;
    for (guint i = 0; i < guest->disks->len; i++) {
        struct vmg_disk *disk = g_ptr_array_index(guest->disks, i);
        const xmlNode *chain = g_hash_table_lookup(chains, disk->target);

        if (!chain || disk->image_count != 1)
            continue;
        apply(chain, guest->arena, disk);
        guest->has_chains = TRUE;
    }
}
