/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes the storage domains of a host: the element <storage>. */
#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "host/parts.h"
#include "host/read.h"

#include <string.h>

static gboolean
add_domain(VmgHost *host, GPtrArray *domains, xmlNode *node, GError **error)
{
    struct vmg_domain *domain = vmg_arena_new0(host->arena, struct vmg_domain);

    domain->struct_size = sizeof(*domain);
    domain->name = vmg_xml_attr(host->arena, node, "name");
    domain->kind = vmg_xml_attr_or(host->arena, node, "kind", "");
    domain->source = vmg_xml_attr(host->arena, node, "source");
    domain->path = vmg_xml_attr(host->arena, node, "path");
    domain->pool = vmg_xml_attr(host->arena, node, "pool");
    domain->state = vmg_xml_attr(host->arena, node, "state");
    if (vmg_xml_attr_is(node, "required", "no"))
        domain->flags |= VMG_DOMAIN_OPTIONAL;
    g_ptr_array_add(domains, domain);
    if (domain->name && domain->source && domain->state)
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("<host>: a storage <domain> has no name, no source or no state"));
    return FALSE;
}

static gint
compare(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const struct vmg_domain *const *)a)->source,
                  (*(const struct vmg_domain *const *)b)->source);
}

gboolean
vmg_host_read_storage(VmgHost *host, xmlNode *node, GError **error)
{
    g_autoptr(GPtrArray) domains = g_ptr_array_new();
    xmlNode *list = vmg_host_child(node, "storage");

    if (!list)
        return TRUE;
    for (xmlNode *part = list->children; part; part = part->next)
        if (vmg_xml_is_ours(part, "domain") && !add_domain(host, domains, part, error))
            return FALSE;
    g_ptr_array_sort(domains, compare);
    host->view.flags |= VMG_HOST_KNOWS_STORAGE;
    host->view.domains = vmg_arena_pointers(host->arena, domains);
    host->view.domain_count = domains->len;
    return TRUE;
}

static void
write_domain(xmlNode *parent, xmlNs *ns, const struct vmg_domain *domain)
{
    xmlNode *node = vmg_xml_add(parent, ns, "domain", NULL);

    vmg_xml_set(node, "name", domain->name);
    vmg_xml_set(node, "kind", domain->kind);
    vmg_xml_set(node, "source", domain->source);
    vmg_xml_set(node, "path", domain->path);
    vmg_xml_set(node, "pool", domain->pool);
    vmg_xml_set(node, "state", domain->state);
    vmg_xml_set(node, "required", domain->flags & VMG_DOMAIN_OPTIONAL ? "no" : NULL);
}

void
vmg_host_add_storage(xmlNode *parent, xmlNs *ns, const struct vmg_host *view)
{
    xmlNode *list;

    if (!(view->flags & VMG_HOST_KNOWS_STORAGE))
        return;
    list = vmg_xml_add(parent, ns, "storage", NULL);
    for (gsize i = 0; i < view->domain_count; i++)
        write_domain(list, ns, view->domains[i]);
}
