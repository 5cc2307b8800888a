/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest: everything in its domain XML that a check may need. */
#pragma once

#include "base/arena.h"
#include "virt-migration-guard.h"

#include <libxml/tree.h>

typedef struct {
    struct vmg_guest view; /* the part of the guest that is passed to the checks */
    VmgArena *arena;
    /* the disks of the guest (struct vmg_disk *); view.disks points to the same array */
    GPtrArray *disks;
    /* the NICs of the guest (struct vmg_nic *); view.nics points to the same array */
    GPtrArray *nics;
    /* the names in the domain XML that refer to things on the host (struct vmg_claim *);
     * view.claims points to the same array */
    GPtrArray *claims;
    /* The group of the guest, from its metadata; NULL if it has none. Guests of one group should
     * run on different hosts. No check uses the group; only the command `plan` uses it. */
    const char *apart;
    /* Whether the images of at least one disk were read from the stamp, because the domain XML
     * does not contain them. */
    gboolean has_chains;
} VmgGuest;

/* Reads the guest from its <domain>. Unknown elements are ignored. If a value can't be read,
 * returns NULL and an error that names the value. */
VmgGuest *vmg_guest_new(const xmlDoc *doc, GError **error);
/* Reads the guest from its domain DOC again, after lib/rewrite has changed its NICs and
 * displays. Usually only NICs, displays and oVirt's metadata are read; everything else,
 * including the claims, is taken from GUEST, because a guest can have thousands of disks. The
 * result must not live longer than GUEST. */
VmgGuest *vmg_guest_moved(const VmgGuest *guest, const xmlDoc *doc);
void vmg_guest_free(VmgGuest *guest);
/* Adds a claim (struct vmg_claim) for each file or block device that is an image of a disk, unless
 * the guest already has a claim for it. If there is a stamp, call vmg_chains_apply() first, because
 * the stamp can contain further images. */
void vmg_guest_claim_images(VmgGuest *guest);
/* Whether the claim is about a file or device that the agents of both hosts compare: an image, a
 * medium, firmware or a ROM. */
gboolean vmg_guest_is_image(const struct vmg_claim *claim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgGuest, vmg_guest_free)
