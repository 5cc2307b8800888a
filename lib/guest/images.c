/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Adds a claim (struct vmg_claim) for each image of a disk. The agents of both hosts then look at
 * the path of the image and compare what they see. */
#include "guest/parts.h"

#include <string.h>

/* Returns the claim about the image PATH of the disk TARGET among the first COUNT claims; NULL
 * if there is no such claim. The first COUNT claims were made before the claims for images; for
 * example, the medium of a CD-ROM already has a claim. */
static const struct vmg_claim *
find_claim(const VmgGuest *guest, guint count, const char *target, const char *path)
{
    for (guint i = 0; i < count; i++) {
        const struct vmg_claim *claim = g_ptr_array_index(guest->claims, i);

        if (g_strcmp0(claim->id, target) == 0 && strcmp(claim->element, "disk") == 0 &&
            g_strcmp0(claim->name, path) == 0)
            return claim;
    }
    return NULL;
}

static gboolean
has_path(const struct vmg_image *image)
{
    return strcmp(image->type, "file") == 0 || strcmp(image->type, "block") == 0 ||
           strcmp(image->type, "dir") == 0;
}

/* Whether the guest writes to the image. */
static gboolean
is_written(const struct vmg_disk *disk, const struct vmg_image *image)
{
    return image == disk->images[0] && !(disk->flags & (VMG_DISK_READONLY | VMG_DISK_TRANSIENT)) &&
           strcmp(disk->device, "cdrom") != 0;
}

static const struct vmg_claim *
add_image(VmgGuest *guest, const struct vmg_disk *disk, const struct vmg_image *image)
{
    const struct vmg_claim claim = {
        .kind = is_written(disk, image) ? VMG_KIND_DISK : VMG_KIND_IMAGE,
        .element = "disk",
        .id = disk->target,
        .name = image->source,
    };

    vmg_guest_add_claim(guest, &claim);
    return g_ptr_array_index(guest->claims, guest->claims->len - 1);
}

/* Sets the member `claim` of each image of DISK. If none of the first COUNT claims is about the
 * image, adds a new claim. */
static void
claim_disk(VmgGuest *guest, guint count, const struct vmg_disk *disk)
{
    for (size_t i = 0; i < disk->image_count; i++) {
        struct vmg_image *image = (struct vmg_image *)disk->images[i];

        if (image->claim || !has_path(image))
            continue;
        image->claim = find_claim(guest, count, disk->target, image->source);
        if (!image->claim)
            image->claim = add_image(guest, disk, image);
    }
}

gboolean
vmg_guest_is_image(const struct vmg_claim *claim)
{
    return claim->kind == VMG_KIND_IMAGE || claim->kind == VMG_KIND_DISK ||
           claim->kind == VMG_KIND_MEDIUM || claim->kind == VMG_KIND_ROM;
}

void
vmg_guest_claim_images(VmgGuest *guest)
{
    guint count = guest->claims->len;

    for (gsize i = 0; i < guest->view.disk_count; i++)
        if (!(guest->view.disks[i]->flags & VMG_DISK_DROPPABLE))
            claim_disk(guest, count, guest->view.disks[i]);
    guest->view.claims = (const struct vmg_claim *const *)guest->claims->pdata;
    guest->view.claim_count = guest->claims->len;
}
