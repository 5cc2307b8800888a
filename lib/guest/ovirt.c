/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads oVirt's part of a guest's metadata. The elements are in oVirt's namespace, with any
 * prefix, or in no namespace (VDSM, lib/vdsm/virt/metadata.py). */
#include "base/xml.h"
#include "guest/parts.h"

typedef struct {
    VmgGuest *guest;
    /* the custom properties that were found so far (struct vmg_property *) */
    GPtrArray *properties;
    GHashTable *disks; /* maps the target of a disk to its struct vmg_disk */
} Reading;

static void
read_custom(const Reading *reading, xmlNode *custom, const char *device)
{
    for (xmlNode *node = custom->children; node; node = node->next) {
        struct vmg_property *property;

        if (node->type != XML_ELEMENT_NODE)
            continue;
        property = vmg_arena_new0(reading->guest->arena, struct vmg_property);
        property->struct_size = sizeof(*property);
        property->device = device;
        property->name = vmg_arena_strdup(reading->guest->arena, (const char *)node->name);
        property->value = vmg_xml_text(reading->guest->arena, node);
        g_ptr_array_add(reading->properties, property);
    }
}

/* Stores the logical network that oVirt's metadata name for a NIC. The metadata identify the NIC
 * by its MAC address. */
static void
read_nic(const VmgGuest *guest, xmlNode *device, xmlNode *network)
{
    const char *mac = vmg_xml_attr(guest->arena, device, "mac_address");

    for (guint i = 0; mac && i < guest->nics->len; i++) {
        struct vmg_nic *nic = g_ptr_array_index(guest->nics, i);

        if (nic->mac && g_ascii_strcasecmp(nic->mac, mac) == 0)
            nic->network = vmg_xml_text(guest->arena, network);
    }
}

static void
read_disk(const Reading *reading, xmlNode *device, xmlNode *domain)
{
    const char *name = vmg_xml_attr(reading->guest->arena, device, "name");
    struct vmg_disk *disk = name ? g_hash_table_lookup(reading->disks, name) : NULL;

    if (disk)
        disk->domain = vmg_xml_text(reading->guest->arena, domain);
}

/* Reads the properties of a device. The attribute name or mac_address says which device it is.
 * The element vm_custom is skipped, because it only repeats properties of the guest. */
static void
read_device(const Reading *reading, xmlNode *device)
{
    VmgArena *arena = reading->guest->arena;
    const char *name =
        vmg_xml_attr_or(arena, device, "name", vmg_xml_attr(arena, device, "mac_address"));

    for (xmlNode *node = device->children; node; node = node->next)
        if (vmg_xml_is_ovirt(node, "custom"))
            read_custom(reading, node, name ? name : "unnamed");
        else if (vmg_xml_is_ovirt(node, "network"))
            read_nic(reading->guest, device, node);
        else if (vmg_xml_is_ovirt(node, "domainID") && vmg_xml_attr_is(device, "devtype", "disk"))
            read_disk(reading, device, node);
}

static void
read_vm(const Reading *reading, const xmlNode *vm)
{
    for (xmlNode *node = vm->children; node; node = node->next) {
        if (vmg_xml_is_ovirt(node, "custom"))
            read_custom(reading, node, NULL);
        else if (vmg_xml_is_ovirt(node, "device"))
            read_device(reading, node);
    }
}

void
vmg_guest_read_ovirt(VmgGuest *guest, const xmlNode *metadata)
{
    g_autoptr(GPtrArray) properties = g_ptr_array_new();
    g_autoptr(GHashTable) disks = g_hash_table_new(g_str_hash, g_str_equal);
    const Reading reading = {guest, properties, disks};

    for (guint i = 0; i < guest->disks->len; i++) {
        struct vmg_disk *disk = g_ptr_array_index(guest->disks, i);

        g_hash_table_replace(disks, (gpointer)disk->target, disk);
    }
    for (xmlNode *node = metadata ? metadata->children : NULL; node; node = node->next)
        if (vmg_xml_is_ovirt(node, "vm"))
            read_vm(&reading, node);
    guest->view.properties = vmg_arena_pointers(guest->arena, properties);
    guest->view.property_count = properties->len;
}
