/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stamps one guest. Talks to libvirt: for worker threads. */
#pragma once

#include "agent/facts/commitments.h"
#include "agent/facts/snapshot.h"
#include "agent/guests/serial.h"
#include "agent/virt/guest-cpu.h"

#include <libvirt/libvirt.h>

typedef enum {
    VMG_STAMP_WRITTEN,
    VMG_STAMP_WANTED, /* there is none, or another */
    VMG_STAMP_SAME,   /* it was there already */
    VMG_STAMP_LATER,  /* the guest migrates, or something else is being done with it */
    VMG_STAMP_BUSY,   /* libvirt waits for its QEMU, which may hang */
    VMG_STAMP_GONE,   /* it does not run any more */
    VMG_STAMP_FAILED,
} VmgStampResult;

/* What is remembered of a guest between two looks; zeroed at first. */
typedef struct {
    VmgGuestCpu cpu;  /* what libvirt said of its CPU */
    VmgSerial serial; /* of its stamp */
    char *stays;      /* the reason code for which it can't leave; "" = it can, NULL = unknown */
} VmgRemembered;

/* Whether DOMAIN needs another stamp. Asks nothing that waits for its QEMU. *COMMITTED
 * is what the guest commits, also where it is not to be stamped; NULL where unknown. *BARE:
 * its XML can't be read, and that is only what its memory and vCPUs come to. */
VmgStampResult vmg_stamper_look(virDomain *domain, const VmgSnapshot *snapshot,
                                VmgRemembered *remembered, VmgCommitted **committed, gboolean *bare,
                                GError **error);
/* Writes the stamp into DOMAIN's live metadata unless the same is there.
 * *WRITES is raised before libvirt is told to write, and lowered if it didn't:
 * so many events about our own writes are to be expected. Atomic. */
VmgStampResult vmg_stamper_stamp(virDomain *domain, const VmgSnapshot *snapshot,
                                 VmgRemembered *remembered, gint *writes, GError **error);
/* The least that a domain of so much memory (KiB) and so many vCPUs has in its XML. Free
 * with g_free(). */
char *vmg_stamper_minimal(const char *name, const char *uuid, guint64 memory_kib, guint vcpus);
