/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "match/images.h"

#include <string.h>

#define BLOCK "block "

const struct vmg_claim *
vmg_images_claim(const struct vmg_guest *guest, const struct vmg_disk *disk,
                 const struct vmg_image *image)
{
    if (image->claim)
        return image->claim;
    for (size_t i = 0; i < guest->claim_count; i++) {
        const struct vmg_claim *claim = guest->claims[i];

        if ((claim->kind == VMG_KIND_IMAGE || claim->kind == VMG_KIND_DISK ||
             claim->kind == VMG_KIND_MEDIUM) &&
            strcmp(claim->id, disk->target) == 0 && strcmp(claim->name, image->source) == 0)
            return claim;
    }
    return NULL;
}

gboolean
vmg_images_is_device(const struct vmg_claim *claim, const char *identity)
{
    gsize len = strlen(identity);
    const char *said;

    if (!claim || !claim->detail || !g_str_has_prefix(claim->detail, BLOCK))
        return FALSE;
    said = claim->detail + strlen(BLOCK);
    return strncmp(said, identity, len) == 0 && said[len] == ' ';
}

gboolean
vmg_images_is_told(const struct vmg_claim *claim)
{
    static const char *const none[] = {VMG_DEVICE_LOCAL, VMG_DEVICE_UNTOLD, VMG_DEVICE_DRBD};

    if (!claim || !claim->detail || !g_str_has_prefix(claim->detail, BLOCK))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(none); i++)
        if (vmg_images_is_device(claim, none[i]))
            return FALSE;
    return TRUE;
}
