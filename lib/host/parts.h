/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that read and write the parts of <host>, for host.c and write.c. */
#pragma once

#include "host/host.h"

/* The CPUs that are online, huge pages, and what guests commit. */
gboolean vmg_host_read_capacity(VmgHost *host, xmlNode *node, GError **error);
void vmg_host_add_pages(xmlNode *memory, xmlNs *ns, const struct vmg_host *view);
void vmg_host_add_guests(xmlNode *parent, xmlNs *ns, const VmgHost *host);

/* The guests that libvirt knows, if the facts list them. */
void vmg_host_read_inventory(VmgHost *host, xmlNode *node);
void vmg_host_add_inventory(xmlNode *parent, xmlNs *ns, const struct vmg_host *view);

/* How the host decides as a destination, and which guests are exempt there, if the facts say it. */
void vmg_host_read_policy(VmgHost *host, xmlNode *node);
void vmg_host_add_policy(xmlNode *parent, xmlNs *ns, const VmgHost *host);

gboolean vmg_host_read_networks(VmgHost *host, xmlNode *node, GError **error);
void vmg_host_add_networks(xmlNode *parent, xmlNs *ns, VmgHostPart part,
                           const struct vmg_host *view);
/* Where migrations into this host go, if the facts say it. */
void vmg_host_read_migration(VmgHost *host, xmlNode *node);
void vmg_host_add_migration(xmlNode *parent, xmlNs *ns, VmgHostPart part,
                            const struct vmg_host *view);
/* The storage domains, if the facts list them. */
gboolean vmg_host_read_storage(VmgHost *host, xmlNode *node, GError **error);
void vmg_host_add_storage(xmlNode *parent, xmlNs *ns, const struct vmg_host *view);
