/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt-network.h"

#include "xml.h"

#include <string.h>

/* A bridge, or the (first) NIC that macvtaps are made on. */
static const char *
read_device(VmgArena *arena, const xmlNode *network, xmlNode *forward)
{
    const char *bridge = vmg_xml_attr(arena, vmg_xml_child(network, "bridge"), "name");
    const char *nic = vmg_xml_attr(arena, vmg_xml_child(forward, "interface"), "dev");

    if (bridge)
        return bridge;
    return nic ? nic : vmg_xml_attr(arena, forward, "dev");
}

/* A trunk is no VLAN. */
static guint
read_vlan(VmgArena *arena, const xmlNode *network)
{
    xmlNode *vlan = vmg_xml_child(network, "vlan"), *tag = vmg_xml_child(vlan, "tag");
    const char *id = vmg_xml_attr(arena, tag, "id");
    guint64 number = 0;

    for (const xmlNode *next = tag ? tag->next : NULL; next; next = next->next)
        if (vmg_xml_is(next, "tag"))
            return 0;
    if (id && !vmg_xml_attr_is(vlan, "trunk", "yes"))
        g_ascii_string_to_unsigned(id, 10, 0, 4094, &number, NULL);
    return (guint)number;
}

VmgLibvirtNetwork *
vmg_libvirt_network_parse(const char *xml)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(xml, strlen(xml), "network XML", NULL);
    g_autoptr(VmgArena) arena = vmg_arena_new();
    const xmlNode *network = doc ? xmlDocGetRootElement(doc) : NULL;
    xmlNode *forward = vmg_xml_child(network, "forward");
    const char *name = vmg_xml_text(arena, vmg_xml_child(network, "name"));
    const char *device = read_device(arena, network, forward);
    VmgLibvirtNetwork *found;

    if (!name || !device || !vmg_xml_attr_is(forward, "mode", "bridge"))
        return NULL;
    found = g_new0(VmgLibvirtNetwork, 1);
    found->name = g_strdup(name);
    found->device = g_strdup(device);
    found->vlan = read_vlan(arena, network);
    return found;
}
