/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts that host.c and host-format.c are made of. */
#pragma once

#include "host/host.h"

/* CPUs that are online, huge pages, guests. */
gboolean vmg_host_read_capacity(VmgHost *host, xmlNode *node, GError **error);
void vmg_host_add_pages(xmlNode *memory, xmlNs *ns, const struct vmg_host *view);
void vmg_host_add_guests(xmlNode *parent, xmlNs *ns, const struct vmg_host *view);

/* The guests that libvirt knows, if the facts have them. */
void vmg_host_read_inventory(VmgHost *host, xmlNode *node);
void vmg_host_add_inventory(xmlNode *parent, xmlNs *ns, const struct vmg_host *view);

gboolean vmg_host_read_networks(VmgHost *host, xmlNode *node, GError **error);
void vmg_host_add_networks(xmlNode *parent, xmlNs *ns, VmgHostPart part,
                           const struct vmg_host *view);
/* Where migrations go, where that is known. */
void vmg_host_read_migration(VmgHost *host, xmlNode *node);
void vmg_host_add_migration(xmlNode *parent, xmlNs *ns, VmgHostPart part,
                            const struct vmg_host *view);
/* Storage domains, where they are known. */
gboolean vmg_host_read_storage(VmgHost *host, xmlNode *node, GError **error);
void vmg_host_add_storage(xmlNode *parent, xmlNs *ns, const struct vmg_host *view);
