/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that read and write the parts of <host>. host.c and write.c call them. */
#pragma once

#include "host/host.h"

/* Reads and writes the CPUs that are online, the memory in huge pages, and what the host's
 * guests need. */
gboolean vmg_host_read_capacity(VmgHost *host, xmlNode *node, GError **error);
void vmg_host_add_pages(xmlNode *memory, xmlNs *ns, const struct vmg_host *view);
void vmg_host_add_guests(xmlNode *parent, xmlNs *ns, const VmgHost *host);

/* Reads and writes the list of guests that libvirt knows, and other lists. A list can be missing
 * in the facts. */
void vmg_host_read_inventory(VmgHost *host, xmlNode *node);
void vmg_host_add_inventory(xmlNode *parent, xmlNs *ns, const struct vmg_host *view);

/* Reads and writes the settings with which the host decides about arriving guests, and its
 * exemptions. Both can be missing in the facts. */
void vmg_host_read_policy(VmgHost *host, xmlNode *node);
void vmg_host_add_policy(xmlNode *parent, xmlNs *ns, const VmgHost *host);

gboolean vmg_host_read_networks(VmgHost *host, xmlNode *node, GError **error);
void vmg_host_add_networks(xmlNode *parent, xmlNs *ns, VmgHostPart part,
                           const struct vmg_host *view);
/* Reads and writes the addresses to which migrations into this host go. They can be missing in
 * the facts. */
void vmg_host_read_migration(VmgHost *host, xmlNode *node);
void vmg_host_add_migration(xmlNode *parent, xmlNs *ns, VmgHostPart part,
                            const struct vmg_host *view);
/* Reads and writes the storage domains. They can be missing in the facts. */
gboolean vmg_host_read_storage(VmgHost *host, xmlNode *node, GError **error);
void vmg_host_add_storage(xmlNode *parent, xmlNs *ns, const struct vmg_host *view);
