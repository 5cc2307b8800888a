/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists things that guests can refer to: secrets and network filters of libvirt, mounts for huge
 * pages of the kernel. */
#pragma once

#include "host/host.h"

#include <libvirt/libvirt.h>

/* Adds the secrets, network filters and mounts to HOST, and the flag VMG_HOST_KNOWS_* of each kind
 * that could be listed. Asks libvirt, so call this function in a worker thread. */
void vmg_resources_read(virConnect *connect, VmgHost *host);

/* Adds the mounts of hugetlbfs in MOUNTS, the text of /proc/self/mounts. */
void vmg_resources_take_mounts(VmgHost *host, const char *mounts);
