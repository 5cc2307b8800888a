/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The part of <host> that lists what is there: the guests that libvirt knows. Both
 * directions. */
#include "base/xml.h"
#include "host/parts.h"
#include "host/read.h"

void
vmg_host_add_known_guest(VmgHost *host, const struct vmg_known_guest *guest)
{
    struct vmg_known_guest *copy = vmg_arena_new0(host->arena, struct vmg_known_guest);

    *copy = *guest;
    copy->struct_size = sizeof(*copy);
    copy->name = vmg_arena_strdup(host->arena, guest->name);
    copy->uuid = vmg_arena_strdup(host->arena, guest->uuid);
    g_ptr_array_add(host->known, copy);
    host->view.known_guests = (const struct vmg_known_guest *const *)host->known->pdata;
    host->view.known_guest_count = host->known->len;
}

static void
read_guest(VmgHost *host, xmlNode *node)
{
    const struct vmg_known_guest guest = {
        .flags = (vmg_xml_attr_is(node, "state", "active") ? VMG_KNOWN_ACTIVE : 0u) |
                 (vmg_xml_attr_is(node, "managed-save", "yes") ? VMG_KNOWN_SAVED : 0u),
        .name = vmg_xml_attr_or(host->arena, node, "name", ""),
        .uuid = vmg_xml_attr_or(host->arena, node, "uuid", ""),
    };

    vmg_host_add_known_guest(host, &guest);
}

void
vmg_host_read_inventory(VmgHost *host, xmlNode *node)
{
    const xmlNode *inventory = vmg_host_child(node, "inventory");

    if (!inventory)
        return;
    host->view.flags |= VMG_HOST_KNOWS_INVENTORY;
    for (xmlNode *guest = inventory->children; guest; guest = guest->next)
        if (vmg_xml_is_ours(guest, "guest"))
            read_guest(host, guest);
}

static void
add_guest(xmlNode *parent, xmlNs *ns, const struct vmg_known_guest *guest)
{
    xmlNode *node = vmg_xml_add(parent, ns, "guest", NULL);

    vmg_xml_set(node, "uuid", guest->uuid);
    vmg_xml_set(node, "name", guest->name);
    vmg_xml_set(node, "state", guest->flags & VMG_KNOWN_ACTIVE ? "active" : "inactive");
    if (guest->flags & VMG_KNOWN_SAVED)
        vmg_xml_set(node, "managed-save", "yes");
}

void
vmg_host_add_inventory(xmlNode *parent, xmlNs *ns, const struct vmg_host *view)
{
    xmlNode *inventory;

    if (!(view->flags & VMG_HOST_KNOWS_INVENTORY))
        return;
    inventory = vmg_xml_add(parent, ns, "inventory", NULL);
    for (gsize i = 0; i < view->known_guest_count; i++)
        add_guest(inventory, ns, view->known_guests[i]);
}
