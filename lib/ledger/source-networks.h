/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The source host's networks, kept beside an arriving guest's entry until the agent has adapted
 * the guest's persistent configuration (--persistent) as the hook adapted the running guest.
 * libvirt does not show that configuration to the hook. */
#pragma once

#include "host/host.h"

/* DIRECTORY is the ledger's directory. */
gboolean vmg_source_networks_write(const char *directory, const char *guest, const VmgHost *source,
                                   GError **error);
/* NULL if there is no such file. */
VmgHost *vmg_source_networks_read(const char *directory, const char *guest);
void vmg_source_networks_remove(const char *directory, const char *guest);
