/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes what a host's CPU offers to guests: the elements <mode> in <cpu> of <host>. */
#pragma once

#include "host/host.h"

/* Reads the attributes and modes of the element CPU, which may be NULL. */
gboolean vmg_host_read_cpus(VmgHost *host, xmlNode *cpu, GError **error);
/* Writes the attributes and modes into the element CPU. If PART is not VMG_HOST_WHOLE, the lists
 * of CPU models and of the CPU features that libvirt knows by name are left out. */
void vmg_host_add_cpus(xmlNode *cpu, xmlNs *ns, VmgHostPart part, const struct vmg_host *view);
