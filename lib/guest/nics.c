/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the NICs of a guest. */
#include "base/xml.h"
#include "guest/parts.h"
#include "guest/vlans.h"

#include <string.h>

/* Reads the source of a NIC. In the XML of a running guest, a NIC on a libvirt network has the
 * type bridge, but <source> still names the libvirt network (<source network='...'
 * bridge='...'>). Such a NIC is read as type network. */
static void
read_source(VmgArena *arena, struct vmg_nic *nic, xmlNode *source)
{
    const char *network = vmg_xml_attr(arena, source, "network");

    if (network) {
        nic->type = "network";
        nic->source = network;
        nic->portgroup = vmg_xml_attr(arena, source, "portgroup");
    } else {
        nic->source =
            vmg_xml_attr(arena, source, strcmp(nic->type, "bridge") == 0 ? "bridge" : "dev");
    }
}

static uint32_t
read_mtu(VmgArena *arena, const xmlNode *node)
{
    const char *text = vmg_xml_attr(arena, vmg_xml_child(node, "mtu"), "size");
    guint64 mtu = 0;

    if (text)
        g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, &mtu, NULL);
    return (uint32_t)mtu;
}

static struct vmg_nic *
read_nic(VmgArena *arena, xmlNode *node)
{
    struct vmg_nic *nic = vmg_arena_new0(arena, struct vmg_nic);
    xmlNode *virtualport = vmg_xml_child(node, "virtualport");

    nic->struct_size = sizeof(*nic);
    nic->type = vmg_xml_attr_or(arena, node, "type", "");
    nic->mac = vmg_xml_attr(arena, vmg_xml_child(node, "mac"), "address");
    read_source(arena, nic, vmg_xml_child(node, "source"));
    nic->virtualport = vmg_xml_attr(arena, virtualport, "type");
    nic->vlans = vmg_vlans_read(arena, vmg_xml_child(node, "vlan"));
    nic->mtu = read_mtu(arena, node);
    nic->device = vmg_xml_attr(arena, vmg_xml_child(node, "target"), "dev");
    if (vmg_xml_attr_is(vmg_xml_child(node, "link"), "state", "down"))
        nic->flags |= VMG_NIC_LINK_DOWN;
    return nic;
}

void
vmg_guest_read_nics(VmgGuest *guest, const xmlNode *devices)
{
    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "interface"))
            g_ptr_array_add(guest->nics, read_nic(guest->arena, node));
    guest->view.nics = (const struct vmg_nic *const *)guest->nics->pdata;
    guest->view.nic_count = guest->nics->len;
}
