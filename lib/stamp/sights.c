/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stamp/sights.h"

#include "base/xml.h"

#include <string.h>

static gboolean
is_image(const struct vmg_claim *claim)
{
    return claim->kind == VMG_KIND_IMAGE || claim->kind == VMG_KIND_DISK ||
           claim->kind == VMG_KIND_MEDIUM || claim->kind == VMG_KIND_ROM;
}

static xmlNode *
find(xmlNode *owner, const char *path)
{
    for (xmlNode *node = owner->children; node; node = node->next)
        if (vmg_xml_is_ours(node, "seen") && vmg_xml_attr_is(node, "path", path))
            return node;
    return NULL;
}

void
vmg_sights_add(xmlNode *owner, xmlNs *ns, const struct vmg_guest *guest)
{
    for (size_t i = 0; i < guest->claim_count; i++) {
        const struct vmg_claim *claim = guest->claims[i];
        xmlNode *node;

        if (!is_image(claim) || !claim->detail)
            continue;
        node = vmg_xml_add(owner, ns, "seen", NULL);
        vmg_xml_set(node, "path", claim->name);
        vmg_xml_set(node, "as", claim->detail);
    }
}

/* Where the links of the path lead: the path at the end of the text about a file. */
static const char *
real_of(const char *said)
{
    return g_str_has_prefix(said, "file ") ? strchr(said, '/') : NULL;
}

static void
set_real(VmgGuest *guest, const struct vmg_claim *claim)
{
    for (gsize i = 0; i < guest->view.disk_count; i++) {
        const struct vmg_disk *disk = guest->view.disks[i];

        for (size_t j = 0; j < disk->image_count; j++)
            if (strcmp(disk->images[j]->source, claim->name) == 0)
                ((struct vmg_image *)disk->images[j])->real = real_of(claim->detail);
    }
}

void
vmg_sights_apply(xmlNode *owner, VmgGuest *guest)
{
    for (guint i = 0; i < guest->claims->len; i++) {
        struct vmg_claim *claim = g_ptr_array_index(guest->claims, i);
        xmlNode *node = is_image(claim) ? find(owner, claim->name) : NULL;

        if (!node)
            continue;
        claim->detail = vmg_xml_attr(guest->arena, node, "as");
        if (claim->detail)
            set_real(guest, claim);
    }
}
