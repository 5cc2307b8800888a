/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest: what its domain XML says that a check may want to know. */
#pragma once

#include "base/arena.h"
#include "virt-migration-guard.h"

#include <libxml/tree.h>

typedef struct {
    struct vmg_guest view; /* what checks see */
    VmgArena *arena;
    GPtrArray *disks;  /* struct vmg_disk *, the same that view has */
    GPtrArray *nics;   /* struct vmg_nic *, likewise */
    GPtrArray *claims; /* struct vmg_claim *, likewise */
} VmgGuest;

/* Reads the guest from its <domain>. Elements it does not know are ignored; a
 * value it can't read is an error that names it. */
VmgGuest *vmg_guest_new(const xmlDoc *doc, GError **error);
void vmg_guest_free(VmgGuest *guest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgGuest, vmg_guest_free)
