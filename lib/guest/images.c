/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes claims of the disks' images, so that the agents of both hosts look at their paths. */
#include "guest/parts.h"

#include <string.h>

static gboolean
has_claim(const VmgGuest *guest, const char *target, const char *path)
{
    for (guint i = 0; i < guest->claims->len; i++) {
        const struct vmg_claim *claim = g_ptr_array_index(guest->claims, i);

        if (g_strcmp0(claim->id, target) == 0 && strcmp(claim->element, "disk") == 0 &&
            g_strcmp0(claim->name, path) == 0)
            return TRUE;
    }
    return FALSE;
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

static void
add_image(VmgGuest *guest, const struct vmg_disk *disk, const struct vmg_image *image)
{
    const struct vmg_claim claim = {
        .kind = is_written(disk, image) ? VMG_KIND_DISK : VMG_KIND_IMAGE,
        .element = "disk",
        .id = disk->target,
        .name = image->source,
    };

    if (has_path(image) && !has_claim(guest, disk->target, image->source))
        vmg_guest_add_claim(guest, &claim);
}

void
vmg_guest_claim_images(VmgGuest *guest)
{
    for (gsize i = 0; i < guest->view.disk_count; i++) {
        const struct vmg_disk *disk = guest->view.disks[i];

        if (disk->flags & VMG_DISK_DROPPABLE)
            continue;
        for (size_t j = 0; j < disk->image_count; j++)
            add_image(guest, disk, disk->images[j]);
    }
    guest->view.claims = (const struct vmg_claim *const *)guest->claims->pdata;
    guest->view.claim_count = guest->claims->len;
}
