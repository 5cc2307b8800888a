/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stamps one guest. Talks to libvirt: for worker threads. */
#pragma once

#include "agent/facts/commitments.h"
#include "agent/facts/snapshot.h"

#include <libvirt/libvirt.h>

typedef enum {
    VMG_STAMP_WRITTEN,
    VMG_STAMP_SAME,  /* it was there already */
    VMG_STAMP_LATER, /* the guest migrates, or something else is being done with it */
    VMG_STAMP_GONE,  /* it does not run any more */
    VMG_STAMP_FAILED,
} VmgStampResult;

/* Writes the stamp into DOMAIN's live metadata unless the same is there.
 * *WRITES is raised before libvirt is told to write, and lowered if it didn't:
 * so many events about our own writes are to be expected. Atomic. *COMMITTED is
 * what the guest commits, also where it is not stamped; NULL where unknown. */
VmgStampResult vmg_stamper_stamp(virDomain *domain, const VmgSnapshot *snapshot, gint *writes,
                                 VmgCommitted **committed, GError **error);

/* NODE with its namespaces resolved and prefixes and white space left out: two
 * stamps that say the same have the same text. Free with g_free(). */
char *vmg_stamper_normalise(const xmlNode *node);
