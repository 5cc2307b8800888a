/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stores the source host's networks for an arriving guest, in a file in the ledger's directory.
 * The agent needs them after a migration with --persistent: it adapts the guest's persistent
 * configuration in the same way as the hook adapted the running guest. The hook can't do this
 * itself, because libvirt does not show it the persistent configuration. The agent then removes
 * the file. */
#pragma once

#include "host/host.h"

/* Writes the networks of SOURCE for the guest called GUEST. DIRECTORY is the ledger's directory. */
gboolean vmg_source_networks_write(const char *directory, const char *guest, const VmgHost *source,
                                   GError **error);
/* Reads the networks that were written for the guest called GUEST. NULL if there is no such file
 * or if it can't be read. */
VmgHost *vmg_source_networks_read(const char *directory, const char *guest);
void vmg_source_networks_remove(const char *directory, const char *guest);
