/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rewrites: the fixed list of changes to an admitted guest's domain XML.
 * Pure functions over the tree; each returns how many places it changed. */
#pragma once

#include "guest/guest.h"
#include "host/host.h"

typedef struct {
    const struct vmg_guest *guest;
    const struct vmg_host *source; /* NULL where unknown */
    const VmgHost *destination;
    GBytes *key;       /* the destination signs its stamp with it; NULL: it does not sign */
    gboolean no_stamp; /* it should sign, but can't: no stamp then */
    /* The nonce of the admission, which the stamp bears; NULL for none. */
    const char *admission;
} VmgMove;

/* All of them, in their order. *MOVED (may be NULL) is how many of them are about
 * devices and addresses. */
guint vmg_rewrite_all(xmlDoc *doc, const VmgMove *move, guint *moved);

/* NICs onto what leads to their logical network on the destination. What is on no
 * logical network stays. */
guint vmg_rewrite_nic(xmlDoc *doc, const VmgMove *move);
/* Display listen addresses onto the destination's address in the same logical
 * network and of the same family. What is no address of the source's stays. */
guint vmg_rewrite_listen(xmlDoc *doc, const VmgMove *move);
/* The stamp replaced by the destination's. If the destination can't sign, or if there is no
 * destination, what is left bears the nonce of the admission alone, or nothing is left. */
guint vmg_rewrite_stamp(xmlDoc *doc, const VmgMove *move);
