/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a question about a guest would wait. */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

typedef enum {
    VMG_BUSY_NOT,
    VMG_BUSY_JOB,  /* something is being done in a job of the guest's, as a migration */
    VMG_BUSY_QEMU, /* libvirt waits for an answer of its QEMU, which may hang */
} VmgBusy;

/* Answers at once, also for a guest whose QEMU hangs. Most other questions wait behind
 * whatever keeps the guest busy, half a minute and longer. For worker threads. */
VmgBusy vmg_busy(virDomain *domain);
