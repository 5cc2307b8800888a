/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* oVirt's part of a guest's metadata. Elements come in oVirt's namespace, under
 * whatever prefix, or in none (VDSM, lib/vdsm/virt/metadata.py). */
#include "guest-internal.h"
#include "xml.h"

static void
read_custom(VmgGuest *guest, GPtrArray *properties, xmlNode *custom, const char *device)
{
    for (xmlNode *node = custom->children; node; node = node->next) {
        struct vmg_property *property;

        if (node->type != XML_ELEMENT_NODE)
            continue;
        property = vmg_arena_new0(guest->arena, struct vmg_property);
        property->struct_size = sizeof(*property);
        property->device = device;
        property->name = vmg_arena_strdup(guest->arena, (const char *)node->name);
        property->value = vmg_xml_text(guest->arena, node);
        g_ptr_array_add(properties, property);
    }
}

/* A device is named by the attributes that select it: name, or MAC address.
 * Its vm_custom only repeats the guest's own properties. */
static void
read_device(VmgGuest *guest, GPtrArray *properties, xmlNode *device)
{
    const char *name = vmg_xml_attr(guest->arena, device, "name");

    if (!name)
        name = vmg_xml_attr(guest->arena, device, "mac_address");
    for (xmlNode *node = device->children; node; node = node->next)
        if (vmg_xml_is_ovirt(node, "custom"))
            read_custom(guest, properties, node, name ? name : "unnamed");
}

static void
read_vm(VmgGuest *guest, GPtrArray *properties, const xmlNode *vm)
{
    for (xmlNode *node = vm->children; node; node = node->next) {
        if (vmg_xml_is_ovirt(node, "custom"))
            read_custom(guest, properties, node, NULL);
        else if (vmg_xml_is_ovirt(node, "device"))
            read_device(guest, properties, node);
    }
}

void
vmg_guest_read_properties(VmgGuest *guest, const xmlNode *metadata)
{
    g_autoptr(GPtrArray) properties = g_ptr_array_new();

    for (xmlNode *node = metadata ? metadata->children : NULL; node; node = node->next)
        if (vmg_xml_is_ovirt(node, "vm"))
            read_vm(guest, properties, node);
    guest->view.properties = vmg_arena_pointers(guest->arena, properties);
    guest->view.property_count = properties->len;
}
