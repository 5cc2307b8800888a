/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel can do for the taps of guests. QEMU offers a guest the offloads that the kernel
 * supports on taps, and can't switch off an offload that the guest already uses. If the
 * destination's kernel does not support this offload, QEMU ends there when it has received the
 * guest. */
#pragma once

#include "agent/network/networks.h"

typedef enum {
    VMG_OFFLOAD_UNKNOWN, /* there is no tap of that name, or the kernel did not answer */
    VMG_OFFLOAD_ABSENT,  /* the kernel does not support the offload on this tap */
    VMG_OFFLOAD_UNUSED,  /* the kernel supports the offload, and nobody uses it on this tap */
    VMG_OFFLOAD_USED,
} VmgOffload;

/* The state of UDP segmentation offload on the tap NAME (Linux 6.2, TUN_F_USO4). Does not block. */
VmgOffload vmg_offloads_uso(const char *name);

/* Fills in whether HOST's kernel supports UDP segmentation offload on taps. If there are taps in
 * LINKS, the kernel is asked about them. If there is no tap, RELEASE decides, the kernel's release
 * as uname(2) returns it: Linux 6.2 and newer have the offload. For an older kernel the answer is
 * unknown, because a distribution may have added the offload. */
void vmg_offloads_fill_in(VmgHost *host, const VmgLinks *links, const char *release);
