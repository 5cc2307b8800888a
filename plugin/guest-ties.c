/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ties a guest to its host: devices that are the host's own. */
#include "guest-internal.h"
#include "text.h"
#include "xml.h"

#include <string.h>

static void
add_tie(VmgGuest *guest, GPtrArray *ties, const xmlNode *node, const char *type, const char *what,
        const char *why)
{
    struct vmg_device *device = vmg_arena_new0(guest->arena, struct vmg_device);

    device->struct_size = sizeof(*device);
    device->element = vmg_arena_strdup(guest->arena, (const char *)node->name);
    device->type = type;
    device->what = what;
    device->why = why;
    g_ptr_array_add(ties, device);
}

static const char *
source_attr(const VmgGuest *guest, const xmlNode *device, const char *name)
{
    return vmg_xml_attr(guest->arena, vmg_xml_child(device, "source"), name);
}

static const char *
pci_address(VmgArena *arena, xmlNode *source)
{
    xmlNode *address = vmg_xml_child(source, "address");
    const char *uuid = vmg_xml_attr(arena, address, "uuid");
    const char *bus = vmg_xml_attr(arena, address, "bus");
    const char *slot = vmg_xml_attr(arena, address, "slot");
    const char *function = vmg_xml_attr(arena, address, "function");
    g_autofree char *text = NULL;

    if (uuid || !bus || !slot)
        return uuid;
    text = g_strdup_printf("%s:%s.%s", bus, slot, function ? function : "0");
    return vmg_arena_strdup(arena, text);
}

/* A NIC with <teaming type='transient'> is unplugged for the migration, and
 * libvirt refuses what else it knows can't move before any hook is asked. */
static void
read_hostdev(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    const xmlNode *teaming = vmg_xml_child(node, "teaming");
    const char *type = vmg_xml_attr(guest->arena, node, "type");

    if (teaming)
        return;
    add_tie(guest, ties, node, type, pci_address(guest->arena, vmg_xml_child(node, "source")),
            N_("a device of the source host"));
}

/* https://libvirt.org/formatdomain.html#filesystems */
static void
read_filesystem(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    const char *type = vmg_xml_attr(guest->arena, node, "type");

    if (type && strcmp(type, "ram") == 0)
        return;
    add_tie(guest, ties, node, type, source_attr(guest, node, "dir"),
            N_("a directory of the source host"));
}

static void
read_device(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    if (vmg_xml_is(node, "hostdev") ||
        (vmg_xml_is(node, "interface") && vmg_xml_attr_is(node, "type", "hostdev")))
        read_hostdev(guest, ties, node);
    else if (vmg_xml_is(node, "filesystem"))
        read_filesystem(guest, ties, node);
    else if (vmg_xml_is(node, "input") && (vmg_xml_attr_is(node, "type", "passthrough") ||
                                           vmg_xml_attr_is(node, "type", "evdev")))
        add_tie(guest, ties, node, "passthrough",
                vmg_xml_attr_or(guest->arena, vmg_xml_child(node, "source"), "evdev",
                                source_attr(guest, node, "dev")),
                N_("an input device of the source host"));
    else if (vmg_xml_is(node, "tpm") &&
             vmg_xml_attr_is(vmg_xml_child(node, "backend"), "type", "passthrough"))
        add_tie(guest, ties, node, "passthrough", NULL, N_("the source host's TPM"));
    else if ((vmg_xml_is(node, "serial") || vmg_xml_is(node, "parallel")) &&
             vmg_xml_attr_is(node, "type", "dev"))
        add_tie(guest, ties, node, "dev", source_attr(guest, node, "path"),
                N_("a port of the source host"));
    else if (vmg_xml_is(node, "smartcard") && vmg_xml_attr_is(node, "mode", "host"))
        add_tie(guest, ties, node, "host", NULL, N_("the source host's smartcard reader"));
}

void
vmg_guest_read_ties(VmgGuest *guest, const xmlNode *devices)
{
    g_autoptr(GPtrArray) ties = g_ptr_array_new();

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        read_device(guest, ties, node);
    guest->view.devices = vmg_arena_pointers(guest->arena, ties);
    guest->view.device_count = ties->len;
}
