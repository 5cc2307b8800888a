/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where an arriving guest's devices were: the source host's networks, kept beside
 * the ledger until the agent has moved the guest's configuration as the hook moved
 * the guest. libvirt shows the hook no configuration (--persistent). */
#pragma once

#include "host/host.h"

/* DIRECTORY is the ledger's. */
gboolean vmg_source_networks_write(const char *directory, const char *guest, const VmgHost *source,
                                   GError **error);
/* NULL where there is none. */
VmgHost *vmg_source_networks_read(const char *directory, const char *guest);
void vmg_source_networks_remove(const char *directory, const char *guest);
