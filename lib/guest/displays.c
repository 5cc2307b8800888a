/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the addresses that a guest's displays listen on. */
#include "base/xml.h"
#include "guest/parts.h"

static void
add_listen(VmgGuest *guest, GPtrArray *listens, xmlNode *graphics, const char *type,
           const char *address, const char *network)
{
    struct vmg_listen *listen = vmg_arena_new0(guest->arena, struct vmg_listen);

    listen->struct_size = sizeof(*listen);
    listen->graphics = vmg_xml_attr_or(guest->arena, graphics, "type", "");
    listen->type = type;
    listen->address = address;
    listen->network = network;
    g_ptr_array_add(listens, listen);
}

/* Adds a claim (struct vmg_claim) for a port of a display, if the XML sets the port. If libvirt
 * chooses the port, it chooses a free one, so no claim is needed. */
static void
add_port(VmgGuest *guest, xmlNode *graphics, const char *address, const char *attribute)
{
    const struct vmg_claim claim = {
        .kind = VMG_KIND_PORT,
        .element = "graphics",
        .name = address,
        .detail = vmg_xml_attr(guest->arena, graphics, attribute),
    };

    if (claim.detail && g_ascii_strtoull(claim.detail, NULL, 10) - 1 < G_MAXUINT16)
        vmg_guest_add_claim(guest, &claim);
}

static void
add_ports(VmgGuest *guest, const struct vmg_listen *listen, xmlNode *graphics)
{
    const char *address = listen->address;

    if (!address)
        return;
    if (!vmg_xml_attr_is(graphics, "autoport", "yes")) {
        add_port(guest, graphics, address, "port");
        add_port(guest, graphics, address, "tlsPort");
    }
    add_port(guest, graphics, address, "websocket");
}

/* Reads a <graphics>. If it has no child element <listen>, its attribute listen, which is the
 * old form, is read. */
static void
read_graphics(VmgGuest *guest, GPtrArray *listens, xmlNode *graphics)
{
    VmgArena *arena = guest->arena;
    const char *old = vmg_xml_attr(arena, graphics, "listen");
    guint before = listens->len;

    for (xmlNode *node = graphics->children; node; node = node->next)
        if (vmg_xml_is(node, "listen"))
            add_listen(guest, listens, graphics, vmg_xml_attr_or(arena, node, "type", "address"),
                       vmg_xml_attr(arena, node, "address"), vmg_xml_attr(arena, node, "network"));
    if (listens->len == before && old)
        add_listen(guest, listens, graphics, "address", old, NULL);
    if (listens->len > before)
        add_ports(guest, listens->pdata[before], graphics);
}

void
vmg_guest_read_displays(VmgGuest *guest, const xmlNode *devices)
{
    g_autoptr(GPtrArray) listens = g_ptr_array_new();

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "graphics"))
            read_graphics(guest, listens, node);
    guest->view.listens = vmg_arena_pointers(guest->arena, listens);
    guest->view.listen_count = listens->len;
}
