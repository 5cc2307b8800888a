/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stamps one guest. These functions call libvirt, so they are for worker threads only. */
#pragma once

#include "agent/facts/commitments.h"
#include "agent/facts/snapshot.h"
#include "agent/guests/serial.h"
#include "agent/guests/sights.h"
#include "agent/virt/guest-cpu.h"

#include <libvirt/libvirt.h>

typedef enum {
    VMG_STAMP_WRITTEN,
    VMG_STAMP_WANTED, /* the guest has no stamp or a different stamp, and needs a new stamp */
    VMG_STAMP_SAME,   /* the guest already has this stamp */
    VMG_STAMP_LATER,  /* the guest migrates, or another job runs on it: try later */
    VMG_STAMP_BUSY,   /* libvirt waits for the guest's QEMU, which may hang */
    VMG_STAMP_GONE,   /* the guest does not run any more */
    VMG_STAMP_FAILED,
} VmgStampResult;

/* What the agent remembers about a guest between two looks. Initialize it with zeros. */
typedef struct {
    VmgGuestCpu cpu;  /* the CPU that libvirt has reported */
    VmgSights sights; /* which files and devices the guest's images are */
    VmgSerial serial; /* the serial of the guest's stamp */
    gint resumed;     /* whether libvirt has reported that the guest's CPUs run; atomic, because the
                         main loop sets it while a worker may look at the guest */
    /* the code of the reason why the guest can't leave; "" = the guest can leave, NULL = unknown */
    char *stays;
} VmgRemembered;

/* Tells whether DOMAIN needs a new stamp. Makes no call that waits for the guest's QEMU. *COMMITTED
 * is set to what the guest commits, even if the guest needs no stamp or can't be stamped now;
 * *COMMITTED is NULL if this is not known. *BARE is set if the XML can't be read; *COMMITTED is
 * then an estimate from the guest's memory and number of vCPUs. */
VmgStampResult vmg_stamper_look(virDomain *domain, const VmgSnapshot *snapshot,
                                VmgRemembered *remembered, VmgCommitted **committed, gboolean *bare,
                                GError **error);
/* Writes the stamp into DOMAIN's live metadata, unless the guest already has this stamp. *WRITES
 * counts, atomically, the events that libvirt is going to send about our own writes: it is
 * raised before each write, and lowered again if the write fails. */
VmgStampResult vmg_stamper_stamp(virDomain *domain, const VmgSnapshot *snapshot,
                                 VmgRemembered *remembered, gint *writes, GError **error);
/* The shortest domain XML with this memory (KiB) and this number of vCPUs. Free with g_free(). */
char *vmg_stamper_minimal(const char *name, const char *uuid, guint64 memory_kib, guint vcpus);
