/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds everything on the host that the domain XML refers to by name: files, secrets, network
 * filters, addresses and more. Each such reference is a struct vmg_claim. Disk images, NUMA
 * nodes and the ports of displays are read by other files of this directory. */
#include "base/xml.h"
#include "guest/parts.h"

#include <string.h>

/* A place in the domain XML that can name something on the host. */
typedef struct {
    const char *element;
    const char *above; /* the parents of the element, the nearest first; * stands for any device */
    /* the attribute that contains the name; if NULL, the text of the element is the name */
    const char *attribute;
    const char *type; /* the type that the device must have; NULL: any type */
    const char *mode; /* the mode that the element must have; NULL: any mode */
    guint kind;
} Place;

/* The list is sorted by the name of the element. https://libvirt.org/formatdomain.html describes
 * the elements. */
static const Place places[] = {
    {"backend", "interface/devices", "tap", NULL, NULL, VMG_KIND_FILE},
    {"backend", "interface/devices", "vhost", NULL, NULL, VMG_KIND_FILE},
    {"backend", "rng/devices", NULL, NULL, NULL, VMG_KIND_FILE},
    {"downscript", "interface/devices", "path", NULL, NULL, VMG_KIND_FILE},
    {"dtb", "os", NULL, NULL, NULL, VMG_KIND_FILE},
    {"emulator", "devices", NULL, NULL, NULL, VMG_KIND_EMULATOR},
    {"encryption", "backend/tpm/devices", "secret", NULL, NULL, VMG_KIND_SECRET},
    {"entry", "sysinfo", "file", NULL, NULL, VMG_KIND_FILE},
    {"filterref", "interface/devices", "filter", NULL, NULL, VMG_KIND_FILTER},
    {"gl", "graphics/devices", "rendernode", NULL, NULL, VMG_KIND_FILE},
    {"graphics", "devices", "socket", NULL, NULL, VMG_KIND_DIRECTORY},
    {"host", "source/disk/devices", "socket", NULL, NULL, VMG_KIND_SOCKET},
    {"initrd", "os", NULL, NULL, NULL, VMG_KIND_FILE},
    {"kernel", "os", NULL, NULL, NULL, VMG_KIND_FILE},
    {"listen", "graphics/devices", "socket", NULL, NULL, VMG_KIND_DIRECTORY},
    {"loader", "os", NULL, NULL, NULL, VMG_KIND_ROM},
    {"log", "*/devices", "file", NULL, NULL, VMG_KIND_DIRECTORY},
    {"nvram", "os", NULL, NULL, NULL, VMG_KIND_DIRECTORY},
    {"nvram", "os", "template", NULL, NULL, VMG_KIND_FILE},
    {"path", "source/memory/devices", NULL, NULL, NULL, VMG_KIND_FILE},
    {"rom", "*/devices", "file", NULL, NULL, VMG_KIND_ROM},
    {"script", "interface/devices", "path", NULL, NULL, VMG_KIND_PROGRAM},
    {"shim", "os", NULL, NULL, NULL, VMG_KIND_FILE},
    {"source", "*/devices", "host", "tcp", "bind", VMG_KIND_ADDRESS},
    {"source", "*/devices", "host", "udp", "bind", VMG_KIND_ADDRESS},
    {"source", "*/devices", "host", "tcp", "bind", VMG_KIND_PORT},
    {"source", "*/devices", "host", "udp", "bind", VMG_KIND_UDP_PORT},
    {"source", "*/devices", "host", "tcp", "connect", VMG_KIND_SERVICE},
    {"source", "backend/rng/devices", "host", NULL, "bind", VMG_KIND_ADDRESS},
    {"source", "backend/rng/devices", "host", NULL, "connect", VMG_KIND_SERVICE},
    {"source", "backend/rng/devices", "path", NULL, "connect", VMG_KIND_SOCKET},
    {"source", "interface/devices", "address", "server", NULL, VMG_KIND_ADDRESS},
    {"source", "interface/devices", "address", "server", NULL, VMG_KIND_PORT},
    {"source", "interface/devices", "bridge", "bridge", NULL, VMG_KIND_BRIDGE},
    {"source", "*/devices", "path", "file", NULL, VMG_KIND_DIRECTORY},
    {"source", "*/devices", "path", "pipe", NULL, VMG_KIND_FILE},
    {"source", "*/devices", "path", "unix", "bind", VMG_KIND_DIRECTORY},
    {"source", "*/devices", "path", "unix", "connect", VMG_KIND_SOCKET},
    {"source", "*/devices", "path", "vhostuser", "client", VMG_KIND_FILE},
    {"source", "*/devices", "path", "vhostuser", "server", VMG_KIND_DIRECTORY},
    {"table", "acpi/os", NULL, NULL, NULL, VMG_KIND_FILE},
    {"target", "interface/devices", "dev", "bridge", NULL, VMG_KIND_NEW_TAP},
    {"target", "interface/devices", "dev", "network", NULL, VMG_KIND_NEW_TAP},
};

static gboolean
is_word(const char *word, gsize length, const xmlNode *node)
{
    const char *name = (const char *)node->name;

    return (length == 1 && *word == '*') ||
           (strncmp(word, name, length) == 0 && name[length] == '\0');
}

/* Whether the parents of NODE, up to the root, are exactly the elements that ABOVE lists. */
static gboolean
is_below(const xmlNode *node, const char *above)
{
    const xmlNode *parent = node->parent;

    while (*above) {
        gsize length = strcspn(above, "/");

        if (!parent->parent || !is_word(above, length, parent))
            return FALSE;
        parent = parent->parent;
        above += length + (above[length] == '/');
    }
    return parent->parent && parent->parent->type == XML_DOCUMENT_NODE;
}

/* The child of <devices>, or of the root, that contains NODE or is NODE. */
static xmlNode *
owner_of(xmlNode *node)
{
    while (node->parent->parent && node->parent->parent->type == XML_ELEMENT_NODE &&
           !vmg_xml_is(node->parent, "devices"))
        node = node->parent;
    return node;
}

void
vmg_guest_add_claim(VmgGuest *guest, const struct vmg_claim *claim)
{
    struct vmg_claim *copy = vmg_arena_new0(guest->arena, struct vmg_claim);

    *copy = *claim;
    copy->struct_size = sizeof(*copy);
    g_ptr_array_add(guest->claims, copy);
}

/* The name of the XML element that a finding shows: usually the device. Inside <os> a finding
 * shows the child element, for example <kernel>, because "os" would not say which file is meant. */
static const char *
element_of(VmgGuest *guest, const xmlNode *node, const xmlNode *owner)
{
    const xmlNode *element = vmg_xml_is(owner, "os") ? node : owner;

    return vmg_arena_strdup(guest->arena, (const char *)element->name);
}

static const char *
id_of(VmgGuest *guest, const xmlNode *owner)
{
    if (vmg_xml_is(owner, "disk"))
        return vmg_xml_attr(guest->arena, vmg_xml_child(owner, "target"), "dev");
    if (vmg_xml_is(owner, "interface"))
        return vmg_xml_attr(guest->arena, vmg_xml_child(owner, "mac"), "address");
    return NULL;
}

/* Compares two names like strcmp(3). Compares the first letters itself, because calling strcmp()
 * is slower and the first letters usually differ. */
static inline int
compare_names(const char *a, const char *b)
{
    int order = (guchar)a[0] - (guchar)b[0];

    return order != 0 ? order : strcmp(a, b);
}

/* Returns the index of the first place whose element is called NAME. If there is none, returns
 * the index at which this place would be inserted. */
static gsize
find_first(const char *name)
{
    gsize low = 0, high = G_N_ELEMENTS(places);

    while (low < high) {
        gsize middle = low + (high - low) / 2;

        if (compare_names(places[middle].element, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether NODE is at the place PLACE in the domain XML. The caller has already compared the name
 * of the element. */
static gboolean
is_at(const Place *place, xmlNode *node)
{
    return (!place->attribute || vmg_xml_has_attr(node, place->attribute)) &&
           is_below(node, place->above) &&
           (!place->type || vmg_xml_attr_is(owner_of(node), "type", place->type)) &&
           (!place->mode || vmg_xml_attr_is(node, "mode", place->mode));
}

/* Returns the detail of a claim. For an address, a port or a service it is the port number. For
 * a template of NVRAM it is the guest's own NVRAM file, because libvirt copies the template only if
 * this file does not exist. For a pipe it is PATH.in, because QEMU opens PATH.in and PATH.out if
 * they exist. For other claims it is NULL. */
static const char *
detail_of(VmgGuest *guest, xmlNode *node, const Place *place, const char *name)
{
    g_autofree char *pipe = NULL;

    if (place->attribute && strcmp(place->attribute, "address") == 0)
        return vmg_xml_attr(guest->arena, node, "port");
    if (place->attribute && strcmp(place->attribute, "host") == 0)
        return vmg_xml_attr(guest->arena, node, "service");
    if (place->kind == VMG_KIND_FILE && vmg_xml_is(node, "nvram"))
        return vmg_xml_text(guest->arena, node);
    if (!place->type || strcmp(place->type, "pipe") != 0)
        return NULL;
    pipe = g_strconcat(name, ".in", NULL);
    return vmg_arena_strdup(guest->arena, pipe);
}

/* Whether the file, port or device that PLACE names must exist, or must be free, when the guest
 * starts. A service is needed only if the XML names the host itself as the server, and if QEMU
 * connects by TCP and tries only once. A socket is not needed if QEMU tries again and again to
 * connect to the socket. A tap is not needed if libvirt chooses its name. A bridge is not needed if
 * the NIC is on a libvirt network; only the XML of a running guest names this bridge. The socket
 * that <graphics> names is not needed if <listen> names a socket as well. */
static gboolean
is_needed(xmlNode *node, const Place *place, const char *name)
{
    switch (place->kind) {
    case VMG_KIND_SERVICE:
        if (!g_str_has_prefix(name, "127.") && strcmp(name, "localhost") != 0)
            return FALSE;
        return !vmg_xml_attr_is(node->parent, "type", "udp") &&
               !vmg_xml_attr_is(vmg_xml_child(node, "reconnect"), "enabled", "yes");
    case VMG_KIND_DIRECTORY:
        return !(vmg_xml_is(node, "graphics") &&
                 vmg_xml_has_attr(vmg_xml_child(node, "listen"), "socket"));
    case VMG_KIND_SOCKET:
        return !vmg_xml_attr_is(vmg_xml_child(node, "reconnect"), "enabled", "yes");
    case VMG_KIND_BRIDGE:
        return !xmlHasProp(node, BAD_CAST "network");
    case VMG_KIND_NEW_TAP:
        return !g_str_has_prefix(name, "vnet");
    default:
        return TRUE;
    }
}

/* Returns the kind of the claim at PLACE. For firmware in a qcow2 file the kind is
 * VMG_KIND_FILE, so that its size is not compared: the size of a qcow2 file is not the size of
 * the firmware in it. */
static guint
kind_of(xmlNode *node, const Place *place)
{
    return place->kind == VMG_KIND_ROM && vmg_xml_attr_is(node, "format", "qcow2") ? VMG_KIND_FILE
                                                                                   : place->kind;
}

static void
read_place(VmgGuest *guest, xmlNode *node, const Place *place)
{
    struct vmg_claim claim = {.kind = kind_of(node, place)};

    claim.name = place->attribute ? vmg_xml_attr(guest->arena, node, place->attribute)
                                  : vmg_xml_text(guest->arena, node);
    if (!claim.name || !*claim.name || !is_needed(node, place, claim.name))
        return;
    claim.element = element_of(guest, node, owner_of(node));
    claim.id = id_of(guest, owner_of(node));
    claim.detail = detail_of(guest, node, place, claim.name);
    vmg_guest_add_claim(guest, &claim);
}

/* Returns the type under which libvirt lists the secret. In <encryption> of an image the XML
 * says passphrase, but libvirt looks for a secret of type volume
 * (https://libvirt.org/formatstorageencryption.html). */
static const char *
secret_type(VmgGuest *guest, xmlNode *node)
{
    const char *type = vmg_xml_attr_or(guest->arena, node, "type", "");

    return strcmp(type, "passphrase") == 0 ? "volume" : type;
}

/* Reads a reference to a secret, from a disk, an image or a host device. libvirt keeps the
 * secret itself, for example a password or a key (https://libvirt.org/formatsecret.html). */
static void
read_secret(VmgGuest *guest, xmlNode *node)
{
    const char *usage = vmg_xml_attr(guest->arena, node, "usage");
    g_autofree char *detail =
        usage ? g_strdup_printf("%s %s", secret_type(guest, node), usage) : NULL;
    const struct vmg_claim claim = {
        .kind = VMG_KIND_SECRET,
        .element = element_of(guest, node, owner_of(node)),
        .id = id_of(guest, owner_of(node)),
        .name = vmg_xml_attr(guest->arena, node, "uuid"),
        .detail = vmg_arena_strdup(guest->arena, detail),
    };

    if (claim.name || claim.detail)
        vmg_guest_add_claim(guest, &claim);
}

static void
read_tpm(VmgGuest *guest, xmlNode *node)
{
    const struct vmg_claim claim = {.kind = VMG_KIND_TPM, .element = "tpm"};

    if (vmg_xml_attr_is(vmg_xml_child(node, "backend"), "type", "emulator"))
        vmg_guest_add_claim(guest, &claim);
}

/* Whether the guest only reads the disk. If so, each host may have its own copy of the image. */
static gboolean
is_medium(xmlNode *disk)
{
    return vmg_xml_attr_is(disk, "device", "cdrom") || vmg_xml_child(disk, "readonly");
}

/* Adds a claim for the medium of a read-only disk. If the guest can migrate without the medium
 * (startupPolicy optional or requisite), adds no claim. */
static void
read_medium(VmgGuest *guest, const xmlNode *disk)
{
    xmlNode *source = vmg_xml_child(disk, "source");
    const struct vmg_claim claim = {
        .kind = VMG_KIND_MEDIUM,
        .element = "disk",
        .id = id_of(guest, disk),
        .name = vmg_xml_attr(guest->arena, source, "file"),
    };

    if (claim.name && *claim.name && claim.id &&
        !vmg_xml_attr_is(source, "startupPolicy", "optional") &&
        !vmg_xml_attr_is(source, "startupPolicy", "requisite"))
        vmg_guest_add_claim(guest, &claim);
}

/* Adds a claim for the tap of a NIC of type ethernet, if the XML says managed='no'. A manager
 * must then create the tap. Without managed='no', libvirt creates the tap. */
static void
read_tap(VmgGuest *guest, const xmlNode *nic)
{
    xmlNode *target = vmg_xml_child(nic, "target");
    const struct vmg_claim claim = {
        .kind = VMG_KIND_TAP,
        .element = "interface",
        .id = id_of(guest, nic),
        .name = vmg_xml_attr(guest->arena, target, "dev"),
    };

    if (claim.name && vmg_xml_attr_is(target, "managed", "no"))
        vmg_guest_add_claim(guest, &claim);
}

/* Whether the elements of both places have the same name. Compares the pointers first, because
 * the compiler usually stores equal texts only once. */
static inline gboolean
is_for_same(const Place *a, const Place *b)
{
    return a->element == b->element || strcmp(a->element, b->element) == 0;
}

static void
read_places(VmgGuest *guest, xmlNode *node)
{
    const Place *end = places + G_N_ELEMENTS(places);
    const Place *first = places + find_first((const char *)node->name);

    if (first == end || compare_names(first->element, (const char *)node->name) != 0)
        return;
    for (const Place *place = first; place < end && is_for_same(place, first); place++)
        if (is_at(place, node))
            read_place(guest, node, place);
}

static void
read_element(VmgGuest *guest, xmlNode *node)
{
    read_places(guest, node);
    if (vmg_xml_is(node, "secret"))
        read_secret(guest, node);
    else if (vmg_xml_is(node, "tpm"))
        read_tpm(guest, node);
    else if (vmg_xml_is(node, "disk") && is_medium(node))
        read_medium(guest, node);
    else if (vmg_xml_is(node, "interface") && vmg_xml_attr_is(node, "type", "ethernet"))
        read_tap(guest, node);
}

static void
read_below(VmgGuest *guest, const xmlNode *parent)
{
    for (xmlNode *node = parent->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || vmg_xml_is(node, "metadata"))
            continue;
        if (!node->ns)
            read_element(guest, node);
        read_below(guest, node);
    }
}

static void
read_kvm(VmgGuest *guest, const xmlNode *domain)
{
    const struct vmg_claim claim = {.kind = VMG_KIND_KVM, .element = "domain", .name = "/dev/kvm"};

    if (vmg_xml_attr_is((xmlNode *)domain, "type", "kvm"))
        vmg_guest_add_claim(guest, &claim);
}

void
vmg_guest_read_claims(VmgGuest *guest, const xmlNode *domain)
{
    read_below(guest, domain);
    read_kvm(guest, domain);
    guest->view.claims = (const struct vmg_claim *const *)guest->claims->pdata;
    guest->view.claim_count = guest->claims->len;
}
