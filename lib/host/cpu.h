/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host's CPU gives to its guests: <mode> inside <cpu> inside <host>. */
#pragma once

#include "host/host.h"

/* Reads the attributes and modes of CPU, which may be NULL. */
gboolean vmg_host_read_cpus(VmgHost *host, xmlNode *cpu, GError **error);
/* Writes them into CPU. A stamp carries no models, and no names that libvirt knows. */
void vmg_host_add_cpus(xmlNode *cpu, xmlNs *ns, VmgHostPart part, const struct vmg_host *view);
