/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes two parts of <host>: the list of guests that libvirt knows, and the lists of
 * things that guests can refer to, such as secrets and addresses. */
#include "base/xml.h"
#include "host/names.h"
#include "host/parts.h"
#include "host/read.h"

#include <string.h>

/* The elements of <host> that are lists. Each list has one kind of thing (VMG_KIND_*). */
static const struct {
    const char *list, *item, *name, *detail;
    guint kind, known;
} lists[] = {
    {"secrets", "secret", "uuid", "usage", VMG_KIND_SECRET, VMG_HOST_KNOWS_SECRETS},
    {"nwfilters", "nwfilter", "name", NULL, VMG_KIND_FILTER, VMG_HOST_KNOWS_FILTERS},
    {"addresses", "address", "ip", NULL, VMG_KIND_ADDRESS, VMG_HOST_KNOWS_ADDRESSES},
    {"hugetlbfs", "mount", "path", NULL, VMG_KIND_HUGETLBFS, VMG_HOST_KNOWS_HUGETLBFS},
    {"nodes", "node", "id", NULL, VMG_KIND_NODES, VMG_HOST_KNOWS_NODES},
    {"listens", "network", "name", "address", VMG_KIND_LISTEN, VMG_HOST_KNOWS_LISTENS},
};

void
vmg_host_add_known_guest(VmgHost *host, const struct vmg_known_guest *guest)
{
    struct vmg_known_guest *copy = vmg_arena_new0(host->arena, struct vmg_known_guest);

    *copy = *guest;
    copy->struct_size = sizeof(*copy);
    copy->name = vmg_arena_strdup(host->arena, guest->name);
    copy->uuid = vmg_arena_strdup(host->arena, guest->uuid);
    g_ptr_array_add(host->known, copy);
    host->view.known_guests = (const struct vmg_known_guest *const *)host->known->pdata;
    host->view.known_guest_count = host->known->len;
}

void
vmg_host_add_resource(VmgHost *host, const struct vmg_resource *resource)
{
    struct vmg_resource *copy = vmg_arena_new0(host->arena, struct vmg_resource);

    *copy = *resource;
    copy->struct_size = sizeof(*copy);
    copy->name = vmg_arena_strdup(host->arena, resource->name);
    copy->detail = vmg_arena_strdup(host->arena, resource->detail);
    g_ptr_array_add(host->resources, copy);
    host->view.resources = (const struct vmg_resource *const *)host->resources->pdata;
    host->view.resource_count = host->resources->len;
}

void
vmg_host_add_emulator(VmgHost *host, const struct vmg_emulator *emulator)
{
    struct vmg_emulator *copy = vmg_arena_new0(host->arena, struct vmg_emulator);

    *copy = *emulator;
    copy->struct_size = sizeof(*copy);
    copy->path = vmg_arena_strdup(host->arena, emulator->path);
    copy->arch = vmg_arena_strdup(host->arena, emulator->arch);
    copy->virts = vmg_host_names_copy(host->arena, emulator->virts, emulator->virt_count);
    copy->machines = vmg_host_names_copy(host->arena, emulator->machines, emulator->machine_count);
    copy->loaders = vmg_host_names_copy(host->arena, emulator->loaders, emulator->loader_count);
    g_ptr_array_add(host->emulators, copy);
    host->view.emulators = (const struct vmg_emulator *const *)host->emulators->pdata;
    host->view.emulator_count = host->emulators->len;
}

static void
read_guest(VmgHost *host, xmlNode *node)
{
    const struct vmg_known_guest guest = {
        .flags = (vmg_xml_attr_is(node, "state", "active") ? VMG_KNOWN_ACTIVE : 0u) |
                 (vmg_xml_attr_is(node, "managed-save", "yes") ? VMG_KNOWN_SAVED : 0u),
        .name = vmg_xml_attr_or(host->arena, node, "name", ""),
        .uuid = vmg_xml_attr_or(host->arena, node, "uuid", ""),
    };

    vmg_host_add_known_guest(host, &guest);
}

/* Reads the paths of firmware files. Each path is in its own element <loader>, because a path
 * may contain spaces. */
static const char *const *
read_loaders(VmgArena *arena, const xmlNode *emulator, gsize *count)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new();

    for (xmlNode *node = emulator->children; node; node = node->next)
        if (vmg_xml_is_ours(node, "loader"))
            g_ptr_array_add(paths, (gpointer)vmg_xml_text(arena, node));
    return vmg_host_names_sort(arena, paths, count);
}

static void
read_emulator(VmgHost *host, xmlNode *node)
{
    struct vmg_emulator emulator = {
        .path = vmg_xml_attr_or(host->arena, node, "path", ""),
        .arch = vmg_xml_attr_or(host->arena, node, "arch", ""),
        .flags = (vmg_xml_attr_is(node, "tpm", "yes") ? VMG_EMULATOR_TPM : 0u) |
                 (vmg_xml_attr_is(node, "tpm", "no") ? VMG_EMULATOR_NO_TPM : 0u),
    };

    emulator.virts =
        vmg_host_names_read(host->arena, vmg_host_child(node, "virts"), &emulator.virt_count);
    emulator.machines =
        vmg_host_names_read(host->arena, vmg_host_child(node, "machines"), &emulator.machine_count);
    emulator.loaders = read_loaders(host->arena, node, &emulator.loader_count);
    vmg_host_add_emulator(host, &emulator);
}

/* Reads the attribute kib of the XML element NODE: the free memory of a NUMA node, or the size of
 * the huge pages of a mount. If the attribute is missing or can't be read, the result is 0. */
static guint64
read_kib(VmgArena *arena, xmlNode *node)
{
    return g_ascii_strtoull(vmg_xml_attr_or(arena, node, "kib", "0"), NULL, 10);
}

static void
read_resource(VmgHost *host, xmlNode *node, gsize at)
{
    const struct vmg_resource resource = {
        .kind = lists[at].kind,
        .name = vmg_xml_attr_or(host->arena, node, lists[at].name, ""),
        .detail = lists[at].detail ? vmg_xml_attr(host->arena, node, lists[at].detail) : NULL,
        .kib = read_kib(host->arena, node),
        .flags = (vmg_xml_attr_is(node, "value", "no") ? VMG_RESOURCE_EMPTY : 0u) |
                 (vmg_xml_attr_is(node, "value", "unknown") ? VMG_RESOURCE_UNKNOWN : 0u),
    };

    vmg_host_add_resource(host, &resource);
}

static void
read_kernel(VmgHost *host, xmlNode *node)
{
    if (vmg_xml_attr_is(node, "tap-uso", "yes"))
        host->view.flags |= VMG_HOST_TAP_USO;
    else if (vmg_xml_attr_is(node, "tap-uso", "no"))
        host->view.flags |= VMG_HOST_NO_TAP_USO;
}

static void
read_list(VmgHost *host, xmlNode *list)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (!vmg_xml_is_ours(list, lists[i].list))
            continue;
        host->view.flags |= lists[i].known;
        for (xmlNode *node = list->children; node; node = node->next)
            if (vmg_xml_is_ours(node, lists[i].item))
                read_resource(host, node, i);
    }
}

void
vmg_host_read_inventory(VmgHost *host, xmlNode *node)
{
    const xmlNode *inventory = vmg_host_child(node, "inventory");

    if (!inventory)
        return;
    host->view.flags |= VMG_HOST_KNOWS_INVENTORY;
    for (xmlNode *part = inventory->children; part; part = part->next) {
        if (vmg_xml_is_ours(part, "guest"))
            read_guest(host, part);
        else if (vmg_xml_is_ours(part, "emulator"))
            read_emulator(host, part);
        else if (vmg_xml_is_ours(part, "kernel"))
            read_kernel(host, part);
        else
            read_list(host, part);
    }
}

static void
add_guest(xmlNode *parent, xmlNs *ns, const struct vmg_known_guest *guest)
{
    xmlNode *node = vmg_xml_add(parent, ns, "guest", NULL);

    vmg_xml_set(node, "uuid", guest->uuid);
    vmg_xml_set(node, "name", guest->name);
    vmg_xml_set(node, "state", guest->flags & VMG_KNOWN_ACTIVE ? "active" : "inactive");
    if (guest->flags & VMG_KNOWN_SAVED)
        vmg_xml_set(node, "managed-save", "yes");
}

static void
add_emulator(xmlNode *parent, xmlNs *ns, const struct vmg_emulator *emulator)
{
    xmlNode *node = vmg_xml_add(parent, ns, "emulator", NULL);

    vmg_xml_set(node, "path", emulator->path);
    vmg_xml_set(node, "arch", emulator->arch);
    if (emulator->flags & (VMG_EMULATOR_TPM | VMG_EMULATOR_NO_TPM))
        vmg_xml_set(node, "tpm", emulator->flags & VMG_EMULATOR_TPM ? "yes" : "no");
    vmg_host_names_add(node, ns, "virts", emulator->virts, emulator->virt_count);
    vmg_host_names_add(node, ns, "machines", emulator->machines, emulator->machine_count);
    for (gsize i = 0; i < emulator->loader_count; i++)
        vmg_xml_add(node, ns, "loader", emulator->loaders[i]);
}

static void
add_resource(xmlNode *list, xmlNs *ns, gsize at, const struct vmg_resource *resource)
{
    xmlNode *node = vmg_xml_add(list, ns, lists[at].item, NULL);

    vmg_xml_set(node, lists[at].name, resource->name);
    if (lists[at].detail)
        vmg_xml_set(node, lists[at].detail, resource->detail);
    if (resource->kind == VMG_KIND_HUGETLBFS || resource->kind == VMG_KIND_NODES)
        vmg_xml_set_uint(node, "kib", resource->kib);
    if (resource->flags & VMG_RESOURCE_EMPTY)
        vmg_xml_set(node, "value", "no");
    else if (resource->flags & VMG_RESOURCE_UNKNOWN)
        vmg_xml_set(node, "value", "unknown");
}

static void
add_list(xmlNode *inventory, xmlNs *ns, gsize at, const struct vmg_host *view)
{
    xmlNode *list;

    if (!(view->flags & lists[at].known))
        return;
    list = vmg_xml_add(inventory, ns, lists[at].list, NULL);
    for (gsize i = 0; i < view->resource_count; i++)
        if (view->resources[i]->kind == lists[at].kind)
            add_resource(list, ns, at, view->resources[i]);
}

static void
add_kernel(xmlNode *inventory, xmlNs *ns, guint32 flags)
{
    if (flags & (VMG_HOST_TAP_USO | VMG_HOST_NO_TAP_USO))
        vmg_xml_set(vmg_xml_add(inventory, ns, "kernel", NULL), "tap-uso",
                    flags & VMG_HOST_TAP_USO ? "yes" : "no");
}

void
vmg_host_add_inventory(xmlNode *parent, xmlNs *ns, const struct vmg_host *view)
{
    xmlNode *inventory;

    if (!(view->flags & VMG_HOST_KNOWS_INVENTORY))
        return;
    inventory = vmg_xml_add(parent, ns, "inventory", NULL);
    for (gsize i = 0; i < view->known_guest_count; i++)
        add_guest(inventory, ns, view->known_guests[i]);
    for (gsize i = 0; i < view->emulator_count; i++)
        add_emulator(inventory, ns, view->emulators[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        add_list(inventory, ns, i, view);
    add_kernel(inventory, ns, view->flags);
}
