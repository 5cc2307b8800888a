/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rewrites: a fixed list of changes to the domain XML of an admitted guest. Each is a pure
 * function of the tree, and returns the number of places that it changed. */
#pragma once

#include "guest/guest.h"
#include "host/host.h"

typedef struct {
    const struct vmg_guest *guest;
    const struct vmg_host *source; /* NULL if unknown */
    const VmgHost *destination;
    GBytes *key;       /* the key that signs the destination's stamp; NULL: no signature */
    gboolean no_stamp; /* a key is configured but can't be read: write no stamp */
    /* The nonce of the admission, which is written into the stamp; NULL: none. */
    const char *admission;
} VmgMove;

/* Runs all rewrites in their order. *MOVED (may be NULL) is the number of changes to devices and
 * addresses. */
guint vmg_rewrite_all(xmlDoc *doc, const VmgMove *move, guint *moved);

/* Moves each NIC to the device or libvirt network that carries the NIC's logical network on the
 * destination. A NIC on no logical network stays. */
guint vmg_rewrite_nic(xmlDoc *doc, const VmgMove *move);
/* Moves each listen address of a display to the destination's address in the same logical
 * network, of the same family. An address that the source does not have stays. */
guint vmg_rewrite_listen(xmlDoc *doc, const VmgMove *move);
/* Replaces the source's stamp by the destination's. If the destination can't sign, or if there
 * is no destination, only the nonce of the admission stays, or nothing. */
guint vmg_rewrite_stamp(xmlDoc *doc, const VmgMove *move);
