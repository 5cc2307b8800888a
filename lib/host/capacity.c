/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes the part of <host> about capacity: the CPUs, the memory in huge pages, and
 * the memory and CPUs that the host's guests need. */
#include "base/xml.h"
#include "host/parts.h"
#include "host/read.h"

#include <string.h>

const struct vmg_pages *const *
vmg_host_pages_copy(VmgArena *arena, const struct vmg_pages *const *pages, gsize count)
{
    g_autoptr(GPtrArray) copies = count > 0 ? g_ptr_array_new() : NULL;

    for (gsize i = 0; i < count; i++) {
        struct vmg_pages *copy = vmg_arena_new0(arena, struct vmg_pages);

        *copy = *pages[i];
        copy->nodes = vmg_arena_strdup(arena, pages[i]->nodes);
        g_ptr_array_add(copies, copy);
    }
    return vmg_arena_pointers(arena, copies);
}

struct vmg_commitment *
vmg_host_add_commitment(VmgHost *host, const struct vmg_commitment *commitment)
{
    struct vmg_commitment *copy = vmg_arena_new0(host->arena, struct vmg_commitment);

    *copy = *commitment;
    copy->struct_size = sizeof(*copy);
    copy->uuid = vmg_arena_strdup(host->arena, commitment->uuid);
    copy->pages = vmg_host_pages_copy(host->arena, commitment->pages, commitment->pages_count);
    g_ptr_array_add(host->commitments, copy);
    host->view.commitments = (const struct vmg_commitment *const *)host->commitments->pdata;
    host->view.commitment_count = host->commitments->len;
    return copy;
}

void
vmg_host_set_apart(VmgHost *host, const char *uuid, const char *apart)
{
    if (apart && *apart)
        g_hash_table_replace(host->apart, (gpointer)vmg_arena_strdup(host->arena, uuid),
                             (gpointer)vmg_arena_strdup(host->arena, apart));
}

struct vmg_commitment *
vmg_host_find_commitment(const VmgHost *host, const char *uuid)
{
    for (guint i = 0; i < host->commitments->len; i++) {
        struct vmg_commitment *commitment = g_ptr_array_index(host->commitments, i);

        if (g_ascii_strcasecmp(commitment->uuid, uuid) == 0)
            return commitment;
    }
    return NULL;
}

static gboolean
read_attribute(VmgHost *host, xmlNode *node, const char *name, guint64 max, guint64 *number,
               GError **error)
{
    return vmg_host_number(vmg_xml_attr(host->arena, node, name), max, number, name, error);
}

/* Reads the elements <pages size="2048" kib="4096"/> of PARENT (both numbers are in KiB). Reads
 * only the elements with a NUMA node if BY_NODE is TRUE, otherwise only the elements without a
 * node. */
static gboolean
read_pages(VmgHost *host, const xmlNode *parent, gboolean by_node, GPtrArray *all, GError **error)
{
    for (xmlNode *node = parent ? parent->children : NULL; node; node = node->next) {
        struct vmg_pages *pages;

        if (!vmg_xml_is_ours(node, "pages") || vmg_xml_has_attr(node, "node") != by_node)
            continue;
        pages = vmg_arena_new0(host->arena, struct vmg_pages);
        pages->struct_size = sizeof(*pages);
        pages->nodes = vmg_xml_attr(host->arena, node, "node");
        if (!read_attribute(host, node, "size", G_MAXUINT64, &pages->size_kib, error) ||
            !read_attribute(host, node, "kib", G_MAXUINT64, &pages->kib, error))
            return FALSE;
        g_ptr_array_add(all, pages);
    }
    return TRUE;
}

static gboolean
read_guest(VmgHost *host, xmlNode *node, GError **error)
{
    g_autoptr(GPtrArray) pages = node->children ? g_ptr_array_new() : NULL;
    struct vmg_commitment guest = {.uuid = vmg_xml_attr(host->arena, node, "uuid")};
    guint64 vcpus;

    if (!guest.uuid)
        guest.uuid = "";
    if (!read_attribute(host, node, "commit", G_MAXUINT64 >> 10, &guest.commit_kib, error) ||
        !read_attribute(host, node, "held", G_MAXUINT64 >> 10, &guest.held_kib, error) ||
        !read_attribute(host, node, "held-pages", G_MAXUINT64 >> 10, &guest.held_pages_kib,
                        error) ||
        !read_attribute(host, node, "vcpus", G_MAXUINT32, &vcpus, error) ||
        !read_pages(host, node, FALSE, pages, error))
        return FALSE;
    guest.vcpus = (guint32)vcpus;
    guest.flags = vmg_xml_attr_is(node, "state", "incoming") ? VMG_GUEST_INCOMING : 0;
    if (pages) {
        guest.pages = (const struct vmg_pages *const *)pages->pdata;
        guest.pages_count = pages->len;
    }
    vmg_host_add_commitment(host, &guest);
    vmg_host_set_apart(host, guest.uuid, vmg_xml_attr(host->arena, node, "apart"));
    return TRUE;
}

gboolean
vmg_host_read_capacity(VmgHost *host, xmlNode *node, GError **error)
{
    g_autoptr(GPtrArray) pages = g_ptr_array_new(), by_node = g_ptr_array_new();
    const xmlNode *memory = vmg_host_child(node, "memory");
    xmlNode *guests = vmg_host_child(node, "guests");
    guint64 outgoing;

    host->view.cpus_online = vmg_xml_attr(host->arena, vmg_host_child(node, "cpu"), "online");
    if (!read_pages(host, memory, FALSE, pages, error) ||
        !read_pages(host, memory, TRUE, by_node, error))
        return FALSE;
    host->view.node_pages = vmg_arena_pointers(host->arena, by_node);
    host->view.node_pages_count = by_node->len;
    host->view.pages = vmg_arena_pointers(host->arena, pages);
    host->view.pages_count = pages->len;
    if (!read_attribute(host, guests, "outgoing", G_MAXUINT32, &outgoing, error))
        return FALSE;
    host->view.outgoing = (guint32)outgoing;
    if (guests)
        host->view.flags |= VMG_HOST_KNOWS_GUESTS;
    for (xmlNode *guest = guests ? guests->children : NULL; guest; guest = guest->next)
        if (vmg_xml_is_ours(guest, "guest") && !read_guest(host, guest, error))
            return FALSE;
    return TRUE;
}

static void
add_pages(xmlNode *parent, xmlNs *ns, const struct vmg_pages *const *pages, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        xmlNode *node = vmg_xml_add(parent, ns, "pages", NULL);

        vmg_xml_set(node, "node", pages[i]->nodes);
        vmg_xml_set_uint(node, "size", pages[i]->size_kib);
        vmg_xml_set_uint(node, "kib", pages[i]->kib);
    }
}

void
vmg_host_add_pages(xmlNode *memory, xmlNs *ns, const struct vmg_host *view)
{
    add_pages(memory, ns, view->pages, view->pages_count);
    add_pages(memory, ns, view->node_pages, view->node_pages_count);
}

static void
add_guest(xmlNode *parent, xmlNs *ns, const struct vmg_commitment *guest, const char *apart)
{
    xmlNode *node = vmg_xml_add(parent, ns, "guest", NULL);

    vmg_xml_set(node, "uuid", guest->uuid);
    vmg_xml_set_uint(node, "vcpus", guest->vcpus);
    vmg_xml_set_uint(node, "commit", guest->commit_kib);
    vmg_xml_set(node, "apart", apart);
    if (guest->flags & VMG_GUEST_INCOMING) {
        vmg_xml_set(node, "state", "incoming");
        vmg_xml_set_uint(node, "held", guest->held_kib);
        if (guest->held_pages_kib)
            vmg_xml_set_uint(node, "held-pages", guest->held_pages_kib);
    }
    for (gsize i = 0; i < guest->pages_count; i++) {
        struct vmg_pages pages = *guest->pages[i];

        /* The NUMA nodes of a guest's pages are not written, because no check needs them. The
         * check `memory` assumes that the pages of an arriving guest can be on any node. */
        pages.nodes = NULL;
        add_pages(node, ns, (const struct vmg_pages *[]){&pages}, 1);
    }
}

void
vmg_host_add_guests(xmlNode *parent, xmlNs *ns, const VmgHost *host)
{
    const struct vmg_host *view = &host->view;
    xmlNode *guests;

    if (!(view->flags & VMG_HOST_KNOWS_GUESTS))
        return;
    guests = vmg_xml_add(parent, ns, "guests", NULL);
    if (view->outgoing > 0)
        vmg_xml_set_uint(guests, "outgoing", view->outgoing);
    for (gsize i = 0; i < view->commitment_count; i++)
        add_guest(guests, ns, view->commitments[i],
                  g_hash_table_lookup(host->apart, view->commitments[i]->uuid));
}
