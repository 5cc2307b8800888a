/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds out whether libvirt would let a question about a guest wait. */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

typedef enum {
    VMG_BUSY_NOT,
    VMG_BUSY_JOB,  /* a job of the guest runs, for example a migration */
    VMG_BUSY_QEMU, /* libvirt waits for an answer of the guest's QEMU, which may hang */
} VmgBusy;

/* Finds out whether the guest is busy. libvirt answers this question at once, even if the guest's
 * QEMU hangs; most other questions about a busy guest wait half a minute or longer. Call this
 * function in a worker thread. */
VmgBusy vmg_busy(virDomain *domain);
