/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rewrites change the domain XML of an admitted guest, always in the same order. Each
 * rewrite is a pure function of its arguments and returns the number of places that it has
 * changed. */
#pragma once

#include "guest/guest.h"
#include "host/host.h"

typedef struct {
    const struct vmg_guest *guest;
    const struct vmg_host *source; /* the facts about the source host; NULL if they are unknown */
    const VmgHost *destination;
    /* the key with which the destination signs its stamp; NULL if it does not sign */
    GBytes *key;
    /* TRUE if a key is configured but can't be read; the destination then writes no facts into
     * the stamp */
    gboolean no_stamp;
    /* the nonce of the admission, which is written into the stamp; NULL if no nonce is to be
     * written */
    const char *admission;
} VmgMove;

/* Runs all rewrites. Sets *MOVED to the number of changes to NICs and listen addresses; MOVED
 * may be NULL. */
guint vmg_rewrite_all(xmlDoc *doc, const VmgMove *move, guint *moved);

/* Rewrites the <source> of each NIC to the device or libvirt network that carries the NIC's
 * logical network on the destination. A NIC that is on no logical network is not changed. */
guint vmg_rewrite_nic(xmlDoc *doc, const VmgMove *move);
/* Replaces each listen address of a display by the destination's address in the same logical
 * network and of the same address family. An address that is not an address of the source host
 * is not changed. */
guint vmg_rewrite_listen(xmlDoc *doc, const VmgMove *move);
/* Replaces the source's stamp by a stamp of the destination. If there is no destination, or if
 * its key can't be read, the new stamp has only the nonce of the admission. If there is no nonce
 * either, the stamp is removed. */
guint vmg_rewrite_stamp(xmlDoc *doc, const VmgMove *move);
