/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The devices of a guest: disks, NICs, the addresses its displays listen on. */
#include "guest-internal.h"
#include "xml.h"

#include <string.h>

static const char *
attr_or(VmgArena *arena, xmlNode *node, const char *name, const char *otherwise)
{
    const char *value = vmg_xml_attr(arena, node, name);

    return value ? value : otherwise;
}

/* "protocol:export", with the hosts in the order given. */
static const char *
network_source(VmgArena *arena, xmlNode *source)
{
    g_autoptr(GString) text = g_string_new(attr_or(arena, source, "protocol", ""));

    g_string_append_printf(text, ":%s", attr_or(arena, source, "name", ""));
    for (xmlNode *host = source->children; host; host = host->next) {
        if (!vmg_xml_is(host, "host"))
            continue;
        g_string_append_printf(text, "@%s:%s",
                               attr_or(arena, host, "name", attr_or(arena, host, "socket", "")),
                               attr_or(arena, host, "port", ""));
    }
    return vmg_arena_strdup(arena, text->str);
}

static const char *
volume_source(VmgArena *arena, xmlNode *source)
{
    g_autofree char *text = g_strdup_printf("%s/%s", attr_or(arena, source, "pool", ""),
                                            attr_or(arena, source, "volume", ""));

    return vmg_arena_strdup(arena, text);
}

/* https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms */
static const char *
disk_source(VmgArena *arena, const char *type, xmlNode *source)
{
    if (!source)
        return NULL;
    if (strcmp(type, "network") == 0)
        return network_source(arena, source);
    if (strcmp(type, "volume") == 0)
        return volume_source(arena, source);
    if (strcmp(type, "nvme") == 0)
        return "nvme";
    if (strcmp(type, "block") == 0)
        return vmg_xml_attr(arena, source, "dev");
    if (strcmp(type, "dir") == 0)
        return vmg_xml_attr(arena, source, "dir");
    if (strcmp(type, "vhostuser") == 0)
        return vmg_xml_attr(arena, source, "path");
    return vmg_xml_attr(arena, source, "file");
}

static uint32_t
disk_flags(const xmlNode *node, const char *source)
{
    return (vmg_xml_child(node, "readonly") ? VMG_DISK_READONLY : 0u) |
           (vmg_xml_child(node, "shareable") ? VMG_DISK_SHAREABLE : 0u) |
           (vmg_xml_child(node, "transient") ? VMG_DISK_TRANSIENT : 0u) |
           (source ? 0u : VMG_DISK_EMPTY);
}

static struct vmg_disk *
read_disk(VmgArena *arena, xmlNode *node)
{
    struct vmg_disk *disk = vmg_arena_new0(arena, struct vmg_disk);

    disk->struct_size = sizeof(*disk);
    disk->type = attr_or(arena, node, "type", "file");
    disk->device = attr_or(arena, node, "device", "disk");
    disk->target = attr_or(arena, vmg_xml_child(node, "target"), "dev", "");
    disk->cache = vmg_xml_attr(arena, vmg_xml_child(node, "driver"), "cache");
    if (disk->cache && strcmp(disk->cache, "default") == 0)
        disk->cache = NULL;
    disk->source = disk_source(arena, disk->type, vmg_xml_child(node, "source"));
    disk->flags = disk_flags(node, disk->source);
    return disk;
}

void
vmg_guest_read_disks(VmgGuest *guest, const xmlNode *devices)
{
    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "disk"))
            g_ptr_array_add(guest->disks, read_disk(guest->arena, node));
    guest->view.disks = (const struct vmg_disk *const *)guest->disks->pdata;
    guest->view.disk_count = guest->disks->len;
}

static struct vmg_nic *
read_nic(VmgArena *arena, xmlNode *node)
{
    struct vmg_nic *nic = vmg_arena_new0(arena, struct vmg_nic);
    xmlNode *source = vmg_xml_child(node, "source");

    nic->struct_size = sizeof(*nic);
    nic->type = attr_or(arena, node, "type", "");
    nic->mac = vmg_xml_attr(arena, vmg_xml_child(node, "mac"), "address");
    if (strcmp(nic->type, "bridge") == 0)
        nic->source = vmg_xml_attr(arena, source, "bridge");
    else if (strcmp(nic->type, "network") == 0)
        nic->source = vmg_xml_attr(arena, source, "network");
    else
        nic->source = vmg_xml_attr(arena, source, "dev");
    return nic;
}

void
vmg_guest_read_nics(VmgGuest *guest, const xmlNode *devices)
{
    g_autoptr(GPtrArray) nics = g_ptr_array_new();

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "interface"))
            g_ptr_array_add(nics, read_nic(guest->arena, node));
    guest->view.nics = vmg_arena_pointers(guest->arena, nics);
    guest->view.nic_count = nics->len;
}

static void
add_listen(VmgGuest *guest, GPtrArray *listens, xmlNode *graphics, const char *type,
           const char *address, const char *network)
{
    struct vmg_listen *listen = vmg_arena_new0(guest->arena, struct vmg_listen);

    listen->struct_size = sizeof(*listen);
    listen->graphics = attr_or(guest->arena, graphics, "type", "");
    listen->type = type;
    listen->address = address;
    listen->network = network;
    g_ptr_array_add(listens, listen);
}

/* Without <listen> the old attribute says it. */
static void
read_graphics(VmgGuest *guest, GPtrArray *listens, xmlNode *graphics)
{
    VmgArena *arena = guest->arena;
    const char *old = vmg_xml_attr(arena, graphics, "listen");
    guint before = listens->len;

    for (xmlNode *node = graphics->children; node; node = node->next)
        if (vmg_xml_is(node, "listen"))
            add_listen(guest, listens, graphics, attr_or(arena, node, "type", "address"),
                       vmg_xml_attr(arena, node, "address"), vmg_xml_attr(arena, node, "network"));
    if (listens->len == before && old)
        add_listen(guest, listens, graphics, "address", old, NULL);
}

void
vmg_guest_read_listens(VmgGuest *guest, const xmlNode *devices)
{
    g_autoptr(GPtrArray) listens = g_ptr_array_new();

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "graphics"))
            read_graphics(guest, listens, node);
    guest->view.listens = vmg_arena_pointers(guest->arena, listens);
    guest->view.listen_count = listens->len;
}
