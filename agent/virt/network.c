/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/network.h"

#include "base/xml.h"
#include "guest/vlans.h"
#include "virt-migration-guard.h"

#include <string.h>

VmgLibvirtNetwork *
vmg_libvirt_network_new(const char *name, const char *device)
{
    VmgLibvirtNetwork *network = g_new0(VmgLibvirtNetwork, 1);

    network->arena = vmg_arena_new();
    network->groups = g_ptr_array_new();
    network->name = vmg_arena_strdup(network->arena, name);
    network->device = vmg_arena_strdup(network->arena, device);
    network->active = TRUE;
    return network;
}

void
vmg_libvirt_network_free(VmgLibvirtNetwork *network)
{
    if (!network)
        return;
    g_ptr_array_unref(network->groups);
    vmg_arena_free(network->arena);
    g_free(network);
}

/* The device of the network: its bridge, or the first NIC on which macvtaps are made. */
static const char *
read_device(VmgArena *arena, const xmlNode *network, xmlNode *forward)
{
    const char *bridge = vmg_xml_attr(arena, vmg_xml_child(network, "bridge"), "name");
    const char *nic = vmg_xml_attr(arena, vmg_xml_child(forward, "interface"), "dev");

    if (bridge)
        return bridge;
    return nic ? nic : vmg_xml_attr(arena, forward, "dev");
}

/* https://libvirt.org/formatnetwork.html#connectivity */
static gboolean
leads_out(xmlNode *forward)
{
    static const char *const modes[] = {"bridge", "private", "vepa", "passthrough"};

    for (gsize i = 0; i < G_N_ELEMENTS(modes); i++)
        if (vmg_xml_attr_is(forward, "mode", modes[i]))
            return TRUE;
    return FALSE;
}

static void
add_group(VmgLibvirtNetwork *network, xmlNode *node)
{
    struct vmg_portgroup *group = vmg_arena_new0(network->arena, struct vmg_portgroup);

    group->struct_size = sizeof(*group);
    group->name = vmg_xml_attr_or(network->arena, node, "name", "");
    group->is_default = vmg_xml_attr_is(node, "default", "yes") ? 1 : 0;
    group->vlans = vmg_vlans_read(network->arena, vmg_xml_child(node, "vlan"));
    g_ptr_array_add(network->groups, group);
}

VmgLibvirtNetwork *
vmg_libvirt_network_parse(const char *xml)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(xml, strlen(xml), "network XML", NULL);
    g_autoptr(VmgArena) arena = vmg_arena_new();
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    xmlNode *forward = vmg_xml_child(root, "forward");
    const char *name = vmg_xml_text(arena, vmg_xml_child(root, "name"));
    VmgLibvirtNetwork *network;

    if (!root || !name)
        return NULL;
    network = vmg_libvirt_network_new(name, leads_out(forward) ? read_device(arena, root, forward)
                                                               : NULL);
    if (!leads_out(forward))
        network->address = vmg_xml_attr(network->arena, vmg_xml_child(root, "ip"), "address");
    network->vlans = vmg_vlans_read(network->arena, vmg_xml_child(root, "vlan"));
    for (xmlNode *node = root->children; node; node = node->next)
        if (vmg_xml_is(node, "portgroup"))
            add_group(network, node);
    return network;
}
