/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the disks of a guest, and the images that the disks use. */
#include "guest/disks.h"

#include "base/xml.h"
#include "guest/parts.h"

#include <arpa/inet.h>
#include <string.h>

/* The largest number of images that are read for one disk. libvirt itself accepts at most 200. */
enum { CHAIN_MAX = 256 };

/* Returns "PROTOCOL:NAME@HOST:PORT@HOST:PORT...", with the hosts in the order of the XML. */
static const char *
network_source(VmgArena *arena, xmlNode *source)
{
    g_autoptr(GString) text = g_string_new(vmg_xml_attr_or(arena, source, "protocol", ""));

    g_string_append_printf(text, ":%s", vmg_xml_attr_or(arena, source, "name", ""));
    for (xmlNode *host = source->children; host; host = host->next) {
        if (!vmg_xml_is(host, "host"))
            continue;
        g_string_append_printf(
            text, "@%s:%s",
            vmg_xml_attr_or(arena, host, "name", vmg_xml_attr_or(arena, host, "socket", "")),
            vmg_xml_attr_or(arena, host, "port", ""));
    }
    return vmg_arena_strdup(arena, text->str);
}

static const char *
volume_source(VmgArena *arena, xmlNode *source)
{
    g_autofree char *text = g_strdup_printf("%s/%s", vmg_xml_attr_or(arena, source, "pool", ""),
                                            vmg_xml_attr_or(arena, source, "volume", ""));

    return vmg_arena_strdup(arena, text);
}

/* https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms */
static const char *
image_source(VmgArena *arena, const char *type, xmlNode *source)
{
    static const struct {
        const char *type, *attribute;
    } named[] = {{"block", "dev"},
                 {"dir", "dir"},
                 {"file", "file"},
                 {"vhostuser", "path"},
                 {"vhostvdpa", "dev"}};

    if (strcmp(type, "network") == 0)
        return network_source(arena, source);
    if (strcmp(type, "volume") == 0)
        return volume_source(arena, source);
    for (gsize i = 0; i < G_N_ELEMENTS(named); i++)
        if (strcmp(type, named[i].type) == 0)
            return vmg_xml_attr(arena, source, named[i].attribute);
    return type;
}

/* Whether the address leads to the host itself: it is a loopback address or the unspecified
 * address 0.0.0.0. */
static gboolean
is_own_ipv4(guint32 address)
{
    return address >> 24 == 127 || address >> 24 == 0;
}

/* Whether NAME is an IP address that leads to the host itself. Addresses such as 127.1 are read
 * with inet_aton(), because getaddrinfo() accepts them too. */
static gboolean
is_own_address(const char *name)
{
    struct in_addr ipv4;
    struct in6_addr ipv6;
    guint32 mapped;

    if (inet_aton(name, &ipv4))
        return is_own_ipv4(ntohl(ipv4.s_addr));
    if (inet_pton(AF_INET6, name, &ipv6) != 1)
        return FALSE;
    memcpy(&mapped, ipv6.s6_addr + 12, sizeof(mapped));
    return IN6_IS_ADDR_LOOPBACK(&ipv6) || IN6_IS_ADDR_UNSPECIFIED(&ipv6) ||
           (IN6_IS_ADDR_V4MAPPED(&ipv6) && is_own_ipv4(ntohl(mapped)));
}

/* Whether NAME is a name that each host uses for itself, such as localhost. The names in the
 * list are in /etc/hosts of the distributions. For names that end in .localhost see RFC 6761,
 * section 6.3. */
static gboolean
is_own_name(const char *name)
{
    static const char *const names[] = {"localhost", "localhost4", "localhost6", "ip6-localhost",
                                        "ip6-loopback"};
    g_autofree char *lower = g_ascii_strdown(name, -1);
    char *domain;

    if (g_str_has_suffix(lower, "."))
        lower[strlen(lower) - 1] = '\0';
    if (g_str_has_suffix(lower, ".localhost"))
        return TRUE;
    domain = lower + strcspn(lower, ".");
    if (*domain != '\0' && !g_str_has_prefix(domain, ".localdomain"))
        return FALSE;
    *domain = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(lower, names[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_host_itself(VmgArena *arena, xmlNode *source)
{
    for (xmlNode *host = source->children; host; host = host->next) {
        const char *name;

        if (!vmg_xml_is(host, "host"))
            continue;
        name = vmg_xml_attr(arena, host, "name");
        if (vmg_xml_has_attr(host, "socket") ||
            (name && (is_own_address(name) || is_own_name(name))))
            return TRUE;
    }
    return FALSE;
}

/* Reads an image. Returns NULL if there is no medium; oVirt then writes file="". */
static struct vmg_image *
read_image(VmgArena *arena, const char *type, xmlNode *source)
{
    const char *text = source ? image_source(arena, type, source) : NULL;
    xmlNode *host = vmg_xml_child(source, "host");
    struct vmg_image *image;

    if (!text || !*text)
        return NULL;
    image = vmg_arena_new0(arena, struct vmg_image);
    image->struct_size = sizeof(*image);
    image->type = type;
    image->source = text;
    image->pool = strcmp(type, "volume") == 0 ? vmg_xml_attr(arena, source, "pool") : NULL;
    if (strcmp(type, "network") != 0)
        return image;
    image->protocol = vmg_xml_attr_or(arena, source, "protocol", "");
    image->host = vmg_xml_attr_or(arena, host, "socket", vmg_xml_attr(arena, host, "name"));
    /* If the XML names no server, libvirt connects to localhost; with rbd, it connects to the
     * servers in ceph.conf. */
    if (is_host_itself(arena, source) || (!image->host && strcmp(image->protocol, "rbd") != 0))
        image->flags |= VMG_IMAGE_LOOPBACK;
    return image;
}

/* Adds the image of STORE, a <backingStore> or <dataStore>, if it has an image. */
static void
add_image(VmgArena *arena, GPtrArray *images, xmlNode *store)
{
    struct vmg_image *image = read_image(arena, vmg_xml_attr_or(arena, store, "type", "file"),
                                         vmg_xml_child(store, "source"));

    if (image)
        g_ptr_array_add(images, image);
}

/* Reads the file that contains the data of a qcow2 image, if the data are in a separate file. */
static void
add_data(VmgArena *arena, GPtrArray *images, const xmlNode *store)
{
    add_image(arena, images, vmg_xml_child(vmg_xml_child(store, "source"), "dataStore"));
}

/* Reads the images that the disk is based on, in the order of the chain. The first is the image
 * on which the disk's own image is based. */
static void
read_backing(VmgArena *arena, GPtrArray *images, const xmlNode *disk)
{
    for (xmlNode *store = vmg_xml_child(disk, "backingStore"); store && images->len < CHAIN_MAX;
         store = vmg_xml_child(store, "backingStore")) {
        add_image(arena, images, store);
        add_data(arena, images, store);
    }
}

static void
read_images(VmgArena *arena, struct vmg_disk *disk, const xmlNode *node)
{
    g_autoptr(GPtrArray) images = g_ptr_array_new();
    struct vmg_image *own = read_image(arena, disk->type, vmg_xml_child(node, "source"));

    if (!own)
        return;
    disk->source = own->source;
    g_ptr_array_add(images, own);
    add_data(arena, images, node);
    read_backing(arena, images, node);
    disk->images = vmg_arena_pointers(arena, images);
    disk->image_count = images->len;
}

/* Whether the guest can migrate without the medium. It can if the device is a CD-ROM or a floppy
 * and its startupPolicy is optional or requisite. It can't if the device is a hard disk: libvirt
 * would remove the whole disk, and QEMU then does not accept the migration
 * (qemuDomainCheckRemoveOptionalDisk of libvirt). */
static gboolean
is_droppable(const xmlNode *node, const char *device)
{
    xmlNode *source = vmg_xml_child(node, "source");

    if (strcmp(device, "cdrom") != 0 && strcmp(device, "floppy") != 0)
        return FALSE;
    return vmg_xml_attr_is(source, "startupPolicy", "optional") ||
           vmg_xml_attr_is(source, "startupPolicy", "requisite");
}

static uint32_t
disk_flags(const xmlNode *node, const char *device, const char *source)
{
    return (vmg_xml_child(node, "readonly") ? VMG_DISK_READONLY : 0u) |
           (vmg_xml_child(node, "shareable") ? VMG_DISK_SHAREABLE : 0u) |
           (vmg_xml_child(node, "transient") ? VMG_DISK_TRANSIENT : 0u) |
           (is_droppable(node, device) ? VMG_DISK_DROPPABLE : 0u) | (source ? 0u : VMG_DISK_EMPTY);
}

static struct vmg_disk *
read_disk(VmgArena *arena, xmlNode *node)
{
    struct vmg_disk *disk = vmg_arena_new0(arena, struct vmg_disk);

    disk->struct_size = sizeof(*disk);
    disk->type = vmg_xml_attr_or(arena, node, "type", "file");
    disk->device = vmg_xml_attr_or(arena, node, "device", "disk");
    disk->target = vmg_xml_attr_or(arena, vmg_xml_child(node, "target"), "dev", "");
    disk->cache = vmg_xml_attr(arena, vmg_xml_child(node, "driver"), "cache");
    if (disk->cache && strcmp(disk->cache, "default") == 0)
        disk->cache = NULL;
    read_images(arena, disk, node);
    disk->flags = disk_flags(node, disk->device, disk->source);
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

static const char *
cache_mode(const struct vmg_disk *disk)
{
    return disk->cache ? disk->cache : "default";
}

const char *
vmg_disk_next_cache(const struct vmg_disk *disk, const struct vmg_guest *configured)
{
    for (gsize i = 0; configured && i < configured->disk_count; i++) {
        const struct vmg_disk *other = configured->disks[i];

        if (strcmp(other->target, disk->target) == 0)
            return strcmp(cache_mode(other), cache_mode(disk)) != 0 ? cache_mode(other) : NULL;
    }
    return NULL;
}

gboolean
vmg_disk_cache_is_safe(const char *mode)
{
    return strcmp(mode, "none") == 0 || strcmp(mode, "directsync") == 0;
}

gboolean
vmg_disk_cache_counts(const struct vmg_disk *disk)
{
    const uint32_t harmless = VMG_DISK_READONLY | VMG_DISK_TRANSIENT | VMG_DISK_EMPTY;

    /* If the XML sets no cache mode for a shareable disk, libvirt uses cache='none'. */
    return !(disk->flags & harmless) && !((disk->flags & VMG_DISK_SHAREABLE) && !disk->cache) &&
           strcmp(disk->device, "cdrom") != 0 && strcmp(disk->device, "floppy") != 0;
}
