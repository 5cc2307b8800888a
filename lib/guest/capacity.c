/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Computes what a guest needs from its host: memory, huge pages and CPUs. */
#include "base/cpuset.h"
#include "base/text.h"
#include "base/units.h"
#include "base/xml.h"
#include "guest/parts.h"

#include <string.h>
#include <unistd.h>

enum {
    QEMU_KIB = 64 * 1024,      /* memory of QEMU itself, with its device models */
    VCPU_KIB = 8 * 1024,       /* for each vCPU: the stack and the buffers of its thread */
    PAGE_TABLES_DIVIDER = 512, /* page tables need 8 bytes for each page of 4 KiB */
};

static guint64
read_scaled(VmgArena *arena, xmlNode *node, const char *attribute)
{
    const char *unit = vmg_xml_attr(arena, node, "unit");
    guint64 kib = 0;

    vmg_units_parse_memory(vmg_xml_attr(arena, node, attribute), unit, &kib);
    return kib;
}

/* The elements that describe the huge pages of a guest. */
typedef struct {
    const xmlNode *hugepages;
    const xmlNode *numatune; /* the guest's <numatune>; NULL if the guest has no <numatune> */
    GPtrArray *all;          /* the huge pages that were found so far (struct vmg_pages *) */
} Backing;

static struct vmg_pages *
find_pages(const GPtrArray *all, guint64 size_kib, const char *nodes)
{
    for (guint i = 0; i < all->len; i++) {
        struct vmg_pages *pages = g_ptr_array_index(all, i);

        if (pages->size_kib == size_kib && g_strcmp0(pages->nodes, nodes) == 0)
            return pages;
    }
    return NULL;
}

static void
add_pages(VmgGuest *guest, GPtrArray *all, guint64 size_kib, guint64 kib, const char *nodes)
{
    struct vmg_pages *pages = find_pages(all, size_kib, nodes);

    if (!pages) {
        pages = vmg_arena_new0(guest->arena, struct vmg_pages);
        pages->struct_size = sizeof(*pages);
        pages->size_kib = size_kib;
        pages->nodes = nodes;
        g_ptr_array_add(all, pages);
    }
    pages->kib += kib;
}

/* The <page> for a NUMA node of the guest: the <page> that names this node, otherwise the <page>
 * that names no node. */
static xmlNode *
page_for(VmgArena *arena, const xmlNode *hugepages, guint node)
{
    xmlNode *any = NULL;

    for (xmlNode *page = hugepages->children; page; page = page->next) {
        const char *nodes = vmg_xml_is(page, "page") ? vmg_xml_attr(arena, page, "nodeset") : NULL;
        VmgCpuset set;

        if (vmg_xml_is(page, "page") && !nodes)
            any = page;
        else if (nodes && vmg_cpuset_parse(nodes, &set) && vmg_cpuset_has(&set, node))
            return page;
    }
    return any;
}

/* The NUMA nodes of the host from which the guest's memory must come; NULL if the memory may
 * come from any node. */
static const char *
strict_nodes(VmgArena *arena, xmlNode *binding)
{
    const char *mode = vmg_xml_attr_or(arena, binding, "mode", "strict");

    return strcmp(mode, "strict") == 0 ? vmg_xml_attr(arena, binding, "nodeset") : NULL;
}

/* Returns the NUMA nodes of the host from which the memory of the guest's NUMA node CELL must
 * come; NULL if it may come from any node. If there is a <memnode> for CELL, <memory> does not
 * apply to CELL (https://libvirt.org/formatdomain.html#numa-node-tuning). */
static const char *
nodes_for(VmgArena *arena, const Backing *backing, guint cell)
{
    g_autofree char *number = g_strdup_printf("%u", cell);

    for (xmlNode *node = backing->numatune ? backing->numatune->children : NULL; node;
         node = node->next)
        if (vmg_xml_is(node, "memnode") && vmg_xml_attr_is(node, "cellid", number))
            return strict_nodes(arena, node);
    return strict_nodes(arena, vmg_xml_child(backing->numatune, "memory"));
}

/* Whether the page size that the XML names is the size of ordinary pages. If so, the memory is
 * not in huge pages. */
static gboolean
is_ordinary(guint64 size_kib)
{
    return size_kib != 0 && size_kib <= (guint64)sysconf(_SC_PAGESIZE) / 1024;
}

/* Sets *SIZE_KIB to the size of the huge pages that the guest's NUMA node NODE uses; 0 means the
 * host's default size. Returns FALSE if the memory of this node is in ordinary pages. */
static gboolean
size_for(VmgArena *arena, const xmlNode *hugepages, guint node, guint64 *size_kib)
{
    xmlNode *page = hugepages ? page_for(arena, hugepages, node) : NULL;

    *size_kib = page ? read_scaled(arena, page, "size") : 0;
    return hugepages && (page || !vmg_xml_child(hugepages, "page")) && !is_ordinary(*size_kib);
}

/* Adds KIB kibibytes of memory of the guest's NUMA node NODE to the huge pages that the guest
 * needs. Returns KIB, or 0 if this memory is in ordinary pages. */
static guint64
place(VmgGuest *guest, const Backing *backing, guint node, guint64 kib)
{
    guint64 size_kib;

    if (!size_for(guest->arena, backing->hugepages, node, &size_kib))
        return 0;
    add_pages(guest, backing->all, size_kib, kib, nodes_for(guest->arena, backing, node));
    return kib;
}

static guint64
place_cells(VmgGuest *guest, const Backing *backing, const xmlNode *numa)
{
    guint64 placed = 0;
    guint node = 0;

    for (xmlNode *cell = numa->children; cell; cell = cell->next)
        if (vmg_xml_is(cell, "cell"))
            placed += place(guest, backing, node++, read_scaled(guest->arena, cell, "memory"));
    return placed;
}

static guint64
child_scaled(VmgArena *arena, const xmlNode *node, const char *name)
{
    xmlNode *child = vmg_xml_child(node, name);
    guint64 kib = 0;

    vmg_units_parse_memory(vmg_xml_text(arena, child), vmg_xml_attr(arena, child, "unit"), &kib);
    return kib;
}

/* Adds the memory of a DIMM or virtio-mem device to the huge pages that the guest needs. Returns
 * the size of the device in KiB, or 0 if its memory is in ordinary pages. If the device does not
 * name the size of the pages, the size for its NUMA node is used. If the device does not name
 * the host's nodes for the pages, the host's nodes for its NUMA node are used. A virtio-mem
 * device needs only the memory that is plugged in or requested
 * (https://libvirt.org/formatdomain.html#memory-devices). */
static guint64
place_dimm(VmgGuest *guest, const Backing *backing, xmlNode *dimm)
{
    const xmlNode *target = vmg_xml_child(dimm, "target");
    const xmlNode *source = vmg_xml_child(dimm, "source");
    const char *number = vmg_xml_text(guest->arena, vmg_xml_child(target, "node"));
    const char *nodes = vmg_xml_text(guest->arena, vmg_xml_child(source, "nodemask"));
    guint64 kib = child_scaled(guest->arena, target, "size");
    guint64 taken_kib = vmg_xml_attr_is(dimm, "model", "virtio-mem")
                            ? MAX(child_scaled(guest->arena, target, "requested"),
                                  child_scaled(guest->arena, target, "current"))
                            : kib;
    guint64 size_kib = child_scaled(guest->arena, source, "pagesize");
    guint node = number ? (guint)g_ascii_strtoull(number, NULL, 10) : 0;

    if (size_kib ? is_ordinary(size_kib)
                 : !size_for(guest->arena, backing->hugepages, node, &size_kib))
        return 0;
    add_pages(guest, backing->all, size_kib, taken_kib,
              nodes ? nodes : nodes_for(guest->arena, backing, node));
    return kib;
}

static guint64
place_dimms(VmgGuest *guest, const Backing *backing, const xmlNode *devices)
{
    guint64 placed = 0;

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "memory") && (vmg_xml_attr_is(node, "model", "dimm") ||
                                           vmg_xml_attr_is(node, "model", "virtio-mem")))
            placed += place_dimm(guest, backing, node);
    return placed;
}

/* https://libvirt.org/formatdomain.html#memory-backing */
static guint64
read_pages(VmgGuest *guest, const xmlNode *domain)
{
    const xmlNode *hugepages = vmg_xml_child(vmg_xml_child(domain, "memoryBacking"), "hugepages");
    const xmlNode *numa = vmg_xml_child(vmg_xml_child(domain, "cpu"), "numa");
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    const Backing backing = {hugepages, vmg_xml_child(domain, "numatune"), all};
    guint64 placed = numa ? place_cells(guest, &backing, numa)
                          : place(guest, &backing, 0, guest->view.memory_kib);

    if (numa)
        placed += place_dimms(guest, &backing, vmg_xml_child(domain, "devices"));
    guest->view.pages = vmg_arena_pointers(guest->arena, all);
    guest->view.pages_count = all->len;
    return MIN(placed, guest->view.memory_kib);
}

static guint64
video_kib(VmgArena *arena, const xmlNode *domain)
{
    const xmlNode *devices = vmg_xml_child(domain, "devices");
    guint64 kib = 0;

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next) {
        xmlNode *model = vmg_xml_is(node, "video") ? vmg_xml_child(node, "model") : NULL;

        if (model)
            kib += read_scaled(arena, model, "ram") + read_scaled(arena, model, "vram");
    }
    return kib;
}

static void
add_pin(VmgGuest *guest, GPtrArray *pins, const char *what, const char *cpuset)
{
    struct vmg_pin *pin;

    if (!cpuset)
        return;
    pin = vmg_arena_new0(guest->arena, struct vmg_pin);
    pin->struct_size = sizeof(*pin);
    pin->what = vmg_arena_strdup(guest->arena, what);
    pin->cpuset = cpuset;
    g_ptr_array_add(pins, pin);
}

/* libvirt pins only the vCPUs that are plugged in. */
static gboolean
is_plugged(const VmgGuest *guest, const char *vcpu)
{
    return g_ascii_strtoull(vcpu, NULL, 10) < guest->view.vcpus_plugged;
}

static void
read_tuning(VmgGuest *guest, GPtrArray *pins, xmlNode *node)
{
    const char *cpuset = vmg_xml_attr(guest->arena, node, "cpuset");
    const char *number = NULL;
    g_autofree char *what = NULL;

    if (vmg_xml_is(node, "vcpupin"))
        number = vmg_xml_attr(guest->arena, node, "vcpu");
    else if (vmg_xml_is(node, "iothreadpin"))
        number = vmg_xml_attr(guest->arena, node, "iothread");
    else if (!vmg_xml_is(node, "emulatorpin"))
        return;
    if (number && vmg_xml_is(node, "vcpupin") && !is_plugged(guest, number))
        return;
    what = number
               ? g_strdup_printf("%s %s", vmg_xml_is(node, "vcpupin") ? "vcpu" : "iothread", number)
               : g_strdup("emulator");
    add_pin(guest, pins, what, cpuset);
}

/* https://libvirt.org/formatdomain.html#cpu-tuning */
static void
read_pins(VmgGuest *guest, const xmlNode *domain)
{
    xmlNode *vcpu = vmg_xml_child(domain, "vcpu");
    const xmlNode *tuning = vmg_xml_child(domain, "cputune");
    g_autoptr(GPtrArray) pins = g_ptr_array_new();

    add_pin(guest, pins, N_("all vcpus"), vmg_xml_attr(guest->arena, vcpu, "cpuset"));
    for (xmlNode *node = tuning ? tuning->children : NULL; node; node = node->next)
        read_tuning(guest, pins, node);
    guest->view.pins = vmg_arena_pointers(guest->arena, pins);
    guest->view.pin_count = pins->len;
}

/* Computes commit_kib, the memory of the host that the guest needs: its own memory without the
 * part in huge pages, page tables, QEMU itself, vCPU threads and video RAM. Also reads the huge
 * pages and the pinning of CPUs. */
void
vmg_guest_read_capacity(VmgGuest *guest, const xmlNode *domain)
{
    guint64 memory = guest->view.memory_kib;
    guint64 huge = read_pages(guest, domain);

    guest->view.commit_kib = memory - huge + memory / PAGE_TABLES_DIVIDER + QEMU_KIB +
                             (guint64)guest->view.vcpus_plugged * VCPU_KIB +
                             video_kib(guest->arena, domain);
    read_pins(guest, domain);
}
