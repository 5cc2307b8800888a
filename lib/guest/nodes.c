/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Adds claims (struct vmg_claim) for the NUMA nodes of the host that the guest's memory is bound
 * to, and for the mounts of hugetlbfs that the guest needs. */
#include "base/units.h"
#include "base/xml.h"
#include "guest/parts.h"

#include <string.h>

static guint64
cell_kib(VmgArena *arena, xmlNode *cell)
{
    guint64 kib = 0;

    vmg_units_parse_memory(vmg_xml_attr(arena, cell, "memory"), vmg_xml_attr(arena, cell, "unit"),
                           &kib);
    return kib;
}

/* The memory of the guest's NUMA node NUMBER, in KiB. */
static guint64
kib_of_cell(VmgArena *arena, const xmlNode *numa, const char *number)
{
    guint at = 0;

    for (xmlNode *cell = numa ? numa->children : NULL; cell; cell = cell->next) {
        g_autofree char *counted = NULL;

        if (!vmg_xml_is(cell, "cell"))
            continue;
        counted = g_strdup_printf("%u", at++);
        if (strcmp(vmg_xml_attr_or(arena, cell, "id", counted), number) == 0)
            return cell_kib(arena, cell);
    }
    return 0;
}

/* Adds a claim for the NUMA nodes in BINDING. In mode strict, the guest's KIB of memory must fit
 * on these nodes. In other modes libvirt only demands that the nodes exist
 * (virNumaNodesetIsAvailable). */
static void
add_binding(VmgGuest *guest, xmlNode *binding, guint64 kib)
{
    const char *nodes = vmg_xml_attr(guest->arena, binding, "nodeset");
    gboolean strict =
        strcmp(vmg_xml_attr_or(guest->arena, binding, "mode", "strict"), "strict") == 0;
    const struct vmg_claim claim = {
        .kind = VMG_KIND_NODES, .element = "numatune", .name = nodes, .kib = strict ? kib : 0};

    if (nodes)
        vmg_guest_add_claim(guest, &claim);
}

/* Adds claims for the nodes in <numatune>
 * (https://libvirt.org/formatdomain.html#numa-node-tuning). If the guest's memory is in huge
 * pages (HUGE), the claims only say that the nodes must exist, because the check `memory`
 * compares the huge pages of each node. */
static void
read_nodes(VmgGuest *guest, const xmlNode *domain, gboolean huge)
{
    const xmlNode *numa = vmg_xml_child(vmg_xml_child(domain, "cpu"), "numa");
    const xmlNode *tune = vmg_xml_child(domain, "numatune");
    guint64 rest = guest->view.memory_kib;

    for (xmlNode *node = tune ? tune->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "memnode")) {
            const char *cell = vmg_xml_attr_or(guest->arena, node, "cellid", "");
            guint64 kib = huge ? 0 : kib_of_cell(guest->arena, numa, cell);

            add_binding(guest, node, kib);
            rest -= MIN(rest, kib);
        }
    if (vmg_xml_child(tune, "memory"))
        add_binding(guest, vmg_xml_child(tune, "memory"), huge ? 0 : rest);
}

/* Adds a claim for each size of huge pages: hugetlbfs must be mounted for this size. With memfd
 * no mount is needed (qemuProcessNeedHugepagesPath() of libvirt). */
static void
read_mounts(VmgGuest *guest, const xmlNode *domain)
{
    xmlNode *source = vmg_xml_child(vmg_xml_child(domain, "memoryBacking"), "source");

    for (size_t i = 0; i < guest->view.pages_count; i++) {
        const struct vmg_claim claim = {.kind = VMG_KIND_HUGETLBFS,
                                        .element = "hugepages",
                                        .kib = guest->view.pages[i]->size_kib};

        if (!vmg_xml_attr_is(source, "type", "memfd"))
            vmg_guest_add_claim(guest, &claim);
    }
}

void
vmg_guest_read_nodes(VmgGuest *guest, const xmlNode *domain)
{
    read_nodes(guest, domain, guest->view.pages_count > 0);
    read_mounts(guest, domain);
}
