/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel can do for the taps of guests. QEMU offers a guest the offloads that the kernel
 * supports on taps, and can't give up an offload that the guest uses: on a host whose kernel does
 * not support it, QEMU ends when it has received the guest. */
#pragma once

#include "agent/network/networks.h"

typedef enum {
    VMG_OFFLOAD_UNKNOWN, /* there is no such tap, or the kernel did not answer */
    VMG_OFFLOAD_ABSENT,  /* the kernel does not support it on this device */
    VMG_OFFLOAD_UNUSED,  /* the kernel supports it, and nobody uses it on this device */
    VMG_OFFLOAD_USED,
} VmgOffload;

/* The state of UDP segmentation offload on the tap NAME (Linux 6.2, TUN_F_USO4). Does not block. */
VmgOffload vmg_offloads_uso(const char *name);

/* Fills in whether HOST's kernel supports UDP segmentation offload on taps. A tap in LINKS tells.
 * If there is no tap, Linux 6.2 and newer support it. An older kernel may have it from its
 * distribution, so the answer is then unknown. RELEASE is that of uname(2). */
void vmg_offloads_fill_in(VmgHost *host, const VmgLinks *links, const char *release);
