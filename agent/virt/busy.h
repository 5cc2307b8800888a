/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds out whether a question about a guest would have to wait. */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

typedef enum {
    VMG_BUSY_NOT,
    VMG_BUSY_JOB,  /* a job of the guest runs, for example a migration */
    VMG_BUSY_QEMU, /* libvirt waits for an answer of the guest's QEMU, which may hang */
} VmgBusy;

/* Answers at once, even if the guest's QEMU hangs. Most other questions would wait half a minute
 * or longer until the guest is not busy. Call it in a worker thread. */
VmgBusy vmg_busy(virDomain *domain);
