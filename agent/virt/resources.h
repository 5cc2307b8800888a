/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What guests can name, and libvirt or the kernel lists: secrets, network filters, mounts
 * for huge pages. */
#pragma once

#include "host/host.h"

#include <libvirt/libvirt.h>

/* Adds to HOST what there is, and the flag VMG_HOST_KNOWS_* of each kind that could be
 * listed. Asks libvirt: for worker threads. */
void vmg_resources_read(virConnect *connect, VmgHost *host);

/* Adds the mounts of hugetlbfs in MOUNTS, the text of /proc/self/mounts. */
void vmg_resources_take_mounts(VmgHost *host, const char *mounts);
