/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the devices of the host that a guest uses and that therefore tie it to its host. */
#include "base/text.h"
#include "base/xml.h"
#include "guest/parts.h"

#include <string.h>

struct vmg_device *
vmg_guest_add_tie(VmgGuest *guest, GPtrArray *ties, const xmlNode *node, const char *type,
                  const char *what, const char *why)
{
    struct vmg_device *device = vmg_arena_new0(guest->arena, struct vmg_device);

    device->struct_size = sizeof(*device);
    device->element = vmg_arena_strdup(guest->arena, (const char *)node->name);
    device->type = type;
    device->what = what;
    device->why = why;
    g_ptr_array_add(ties, device);
    return device;
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

/* Whether the device may be able to migrate. Virtual GPUs (mdev) and PCI devices, such as
 * virtual functions, can migrate if their driver supports it (VFIO migration, version 2); only
 * QEMU can ask the driver. For other devices libvirt refuses the migration before any hook is
 * asked. An <interface> that is checked here always has the type hostdev and is a PCI device. */
static gboolean
can_migrate(const xmlNode *node, const char *type)
{
    return type &&
           (strcmp(type, "mdev") == 0 || strcmp(type, "pci") == 0 || vmg_xml_is(node, "interface"));
}

/* Adds a device of the host. A NIC with <teaming type='transient'> is not added, because it is
 * unplugged before the migration and so does not tie the guest to its host. If libvirt itself
 * knows that a device can't migrate, it refuses the migration before any hook is asked. */
static void
read_hostdev(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    const xmlNode *teaming = vmg_xml_child(node, "teaming");
    const char *type = vmg_xml_attr(guest->arena, node, "type");
    struct vmg_device *device;
    const char *address;

    if (teaming)
        return;
    address = pci_address(guest->arena, vmg_xml_child(node, "source"));
    if (!can_migrate(node, type)) {
        vmg_guest_add_tie(guest, ties, node, type, address, N_("a device of the source host"));
        return;
    }
    device =
        vmg_guest_add_tie(guest, ties, node, type, address,
                          N_("a device that can migrate only to one like it, if its driver can"));
    device->flags = VMG_DEVICE_UNCLEAR;
}

/* https://libvirt.org/formatdomain.html#filesystems */
static void
read_filesystem(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    const char *type = vmg_xml_attr(guest->arena, node, "type");

    if (type && strcmp(type, "ram") == 0)
        return;
    if (vmg_xml_attr_is(vmg_xml_child(node, "driver"), "type", "virtiofs"))
        type = "virtiofs";
    vmg_guest_add_tie(guest, ties, node, type, source_attr(guest, node, "dir"),
                      N_("a directory of the source host"));
}

/* Whether the element is a serial or parallel port or a similar device. A <console> is not
 * counted if its target has no type or the type serial, because libvirt then only repeats the
 * first <serial>. */
static gboolean
is_port(const xmlNode *node)
{
    static const char *const names[] = {"serial", "parallel", "channel", "redirdev", "smartcard"};
    xmlNode *target = vmg_xml_child(node, "target");

    if (vmg_xml_is(node, "console"))
        return vmg_xml_has_attr(target, "type") && !vmg_xml_attr_is(target, "type", "serial");
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (vmg_xml_is(node, names[i]))
            return TRUE;
    return FALSE;
}

/* https://libvirt.org/formatdomain.html#smartcard-devices */
static void
read_smartcard(VmgGuest *guest, GPtrArray *ties, const xmlNode *node, const char *mode)
{
    if (strcmp(mode, "host") == 0)
        vmg_guest_add_tie(guest, ties, node, mode, NULL, N_("the source host's smartcard reader"));
    else if (strcmp(mode, "host-certificates") == 0)
        vmg_guest_add_tie(guest, ties, node, mode, NULL, N_("certificates of the source host"));
}

static void
read_tpm(VmgGuest *guest, GPtrArray *ties, const xmlNode *node)
{
    xmlNode *backend = vmg_xml_child(node, "backend");

    if (vmg_xml_attr_is(backend, "type", "passthrough"))
        vmg_guest_add_tie(guest, ties, node, "passthrough", NULL, N_("the source host's TPM"));
    else if (vmg_xml_attr_is(backend, "type", "external"))
        vmg_guest_add_tie(guest, ties, node, "external", source_attr(guest, backend, "path"),
                          N_("a TPM that a process on the source host provides"));
}

/* Adds a memory device whose memory is a file or device of the host. A DIMM has no path and is
 * not added. For an nvdimm, QEMU sends the content like other memory, and writes it on the
 * destination to the file with the same path. This file must exist there.
 * https://libvirt.org/formatdomain.html#memory-devices */
static void
read_memory(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    const char *path =
        vmg_xml_text(guest->arena, vmg_xml_child(vmg_xml_child(node, "source"), "path"));
    const char *model = vmg_xml_attr(guest->arena, node, "model");

    if (!path)
        return;
    if (g_strcmp0(model, "nvdimm") == 0)
        vmg_guest_add_tie(guest, ties, node, model, path,
                          N_("memory that is a file of the host: QEMU copies it into the file of "
                             "that name"))
            ->flags = VMG_DEVICE_UNCLEAR;
    else
        vmg_guest_add_tie(guest, ties, node, model, path,
                          N_("memory that is a file or a device of the source host"));
}

static void
read_interface(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    if (vmg_xml_attr_is(node, "type", "hostdev"))
        read_hostdev(guest, ties, node);
    else if (vmg_xml_attr_is(node, "type", "vdpa"))
        vmg_guest_add_tie(guest, ties, node, "vdpa", source_attr(guest, node, "dev"),
                          N_("a device of the source host"));
}

static void
read_input(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    if (!vmg_xml_attr_is(node, "type", "passthrough") && !vmg_xml_attr_is(node, "type", "evdev"))
        return;
    vmg_guest_add_tie(guest, ties, node, "passthrough",
                      vmg_xml_attr_or(guest->arena, vmg_xml_child(node, "source"), "evdev",
                                      source_attr(guest, node, "dev")),
                      N_("an input device of the source host"));
}

/* Adds a disk with SCSI persistent reservations. A reservation belongs to the host that has
 * registered it, so the LUN refuses the guest's writes from another host.
 * https://libvirt.org/formatdomain.html (reservations of a disk's source) */
static void
read_disk(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    if (vmg_xml_child(vmg_xml_child(node, "source"), "reservations"))
        vmg_guest_add_tie(
            guest, ties, node,
            vmg_xml_attr_or(guest->arena, vmg_xml_child(node, "target"), "dev", ""), NULL,
            N_("SCSI persistent reservations, which its LUN keeps for the source host"));
}

static void
read_device(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    if (vmg_xml_is(node, "disk"))
        read_disk(guest, ties, node);
    else if (vmg_xml_is(node, "hostdev"))
        read_hostdev(guest, ties, node);
    else if (vmg_xml_is(node, "interface"))
        read_interface(guest, ties, node);
    else if (vmg_xml_is(node, "filesystem"))
        read_filesystem(guest, ties, node);
    else if (vmg_xml_is(node, "input"))
        read_input(guest, ties, node);
    else if (vmg_xml_is(node, "tpm"))
        read_tpm(guest, ties, node);
    else if (vmg_xml_is(node, "memory"))
        read_memory(guest, ties, node);
    else if (vmg_xml_is(node, "smartcard") && !vmg_xml_attr_is(node, "mode", "passthrough"))
        read_smartcard(guest, ties, node, vmg_xml_attr_or(guest->arena, node, "mode", ""));
    else if (is_port(node) && vmg_xml_attr_is(node, "type", "dev"))
        vmg_guest_add_tie(guest, ties, node, "dev", source_attr(guest, node, "path"),
                          N_("a port of the source host"));
}

static gboolean
is_host_device(const char *option, const char *value)
{
    static const struct {
        const char *option, *value;
    } devices[] = {
        {"device", "vfio"},       {"device", "usb-host"},    {"device", "vhost-vdpa"},
        {"netdev", "vhost-vdpa"}, {"tpmdev", "passthrough"}, {"device", "scsi-generic"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(devices); i++)
        if (strcmp(option, devices[i].option) == 0 && strstr(value, devices[i].value))
            return TRUE;
    return FALSE;
}

/* Returns the reason why a QEMU argument keeps the guest from migrating; NULL if it does not.
 * libvirt passes these arguments to QEMU without understanding them.
 * https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands */
static const char *
why_argument(const char *option, const char *value)
{
    static const char *const disks[] = {"drive", "blockdev", "hda",      "hdb",    "hdc",
                                        "hdd",   "cdrom",    "sd",       "pflash", "mtdblock",
                                        "fda",   "fdb",      "snapshot", NULL};
    static const char *const memory[] = {"m", "mem-path", "numa", NULL};

    if (g_strv_contains(disks, option))
        return N_("a disk that libvirt does not know of");
    if (g_strv_contains(memory, option) ||
        (strcmp(option, "object") == 0 && strstr(value, "memory-backend-")))
        return N_("memory that libvirt does not know of");
    if (strcmp(option, "virtfs") == 0 || strcmp(option, "fsdev") == 0)
        return N_("a directory of the source host");
    if (is_host_device(option, value))
        return N_("a device of the source host");
    if (strcmp(option, "set") == 0 && strstr(value, ".cache"))
        return N_("another cache mode of a disk than libvirt knows of");
    if (strcmp(option, "readconfig") == 0)
        return N_("a file of the source host that changes the guest");
    return NULL;
}

/* Reads one argument of QEMU. Leading hyphens are skipped, because -drive and --drive mean the
 * same to QEMU. */
static void
read_argument(VmgGuest *guest, GPtrArray *ties, xmlNode *node, GString *others)
{
    const char *text = vmg_xml_attr_or(guest->arena, node, "value", "");
    const char *option = text + strspn(text, "-");
    xmlNode *next = vmg_xml_next_qemu(node->next, "arg");
    const char *why;

    if (option == text)
        return;
    why = why_argument(option, vmg_xml_attr_or(guest->arena, next, "value", ""));
    if (why)
        vmg_guest_add_tie(guest, ties, node->parent, NULL, text, why);
    else
        g_string_append_printf(others, "%s%s", others->len > 0 ? " " : "", text);
}

static void
read_arguments(VmgGuest *guest, GPtrArray *ties, const xmlNode *domain)
{
    xmlNode *line = vmg_xml_next_qemu(domain->children, "commandline");
    g_autoptr(GString) others = g_string_new(NULL);
    struct vmg_device *device;

    if (!line)
        return;
    for (xmlNode *node = line->children; node; node = node->next)
        if (vmg_xml_is_qemu(node, "arg"))
            read_argument(guest, ties, node, others);
    if (others->len == 0)
        return;
    device = vmg_guest_add_tie(guest, ties, line, NULL, vmg_arena_strdup(guest->arena, others->str),
                               N_("given to QEMU as it is, so what it does there can't be told"));
    device->flags = VMG_DEVICE_UNCLEAR;
}

void
vmg_guest_read_host_devices(VmgGuest *guest, const xmlNode *domain)
{
    const xmlNode *devices = vmg_xml_child(domain, "devices");
    g_autoptr(GPtrArray) ties = g_ptr_array_new();

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        read_device(guest, ties, node);
    read_arguments(guest, ties, domain);
    vmg_guest_read_blockers(guest, ties, domain);
    guest->view.devices = vmg_arena_pointers(guest->arena, ties);
    guest->view.device_count = ties->len;
}
