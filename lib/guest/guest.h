/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest: everything in its domain XML that a check may need. */
#pragma once

#include "base/arena.h"
#include "virt-migration-guard.h"

#include <libxml/tree.h>

typedef struct {
    struct vmg_guest view; /* the part that checks see */
    VmgArena *arena;
    GPtrArray *disks;  /* struct vmg_disk *, owned here; view.disks points to them */
    GPtrArray *nics;   /* struct vmg_nic *, owned here; view.nics points to them */
    GPtrArray *claims; /* struct vmg_claim *, owned here; view.claims points to them */
    /* The group whose guests are to be on different hosts, by its metadata; NULL = none. No check
     * looks at it: it is for plans. */
    const char *apart;
    /* Whether the images of a disk are from the stamp: they are not in the domain XML. */
    gboolean has_chains;
} VmgGuest;

/* Reads the guest from its <domain>. Unknown elements are ignored. If a value can't be read,
 * returns NULL and an error that names the value. */
VmgGuest *vmg_guest_new(const xmlDoc *doc, GError **error);
/* GUEST as vmg_guest_new() would read it from its domain DOC after lib/rewrite has changed its NICs
 * and displays. Only these are read again, because a guest can have thousands of disks. The result
 * must not live longer than GUEST. Its claims are GUEST's. */
VmgGuest *vmg_guest_moved(const VmgGuest *guest, const xmlDoc *doc);
void vmg_guest_free(VmgGuest *guest);
/* Adds a claim for each file and device that a disk's image is, once for each. The images that a
 * stamp has must be known already. */
void vmg_guest_claim_images(VmgGuest *guest);
/* Whether the claim is about a file or device that the agents of both hosts compare: an image, a
 * medium, firmware or a ROM. */
gboolean vmg_guest_is_image(const struct vmg_claim *claim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgGuest, vmg_guest_free)
