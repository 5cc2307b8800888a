/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes the storage domains of a host: the element <storage>. */
#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "host/parts.h"
#include "host/read.h"

#include <stdlib.h>
#include <string.h>

static int
compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorts the monitors in the source of a CephFS mount, "A,B:/PATH". The administrator may write
 * them in any order, and the filesystem is the same (mount.ceph(8)). */
static const char *
sort_monitors(VmgArena *arena, const char *source)
{
    const char *path = source ? strstr(source, ":/") : NULL;
    g_autofree char *monitors = path ? g_strndup(source, (gsize)(path - source)) : NULL;
    g_auto(GStrv) names = monitors ? g_strsplit(monitors, ",", -1) : NULL;
    g_autofree char *sorted = NULL, *text = NULL;

    if (!names || !strchr(monitors, ','))
        return source;
    qsort(names, g_strv_length(names), sizeof(*names), compare_texts);
    sorted = g_strjoinv(",", names);
    text = g_strconcat(sorted, path, NULL);
    return vmg_arena_strdup(arena, text);
}

static gboolean
add_domain(VmgHost *host, GPtrArray *domains, xmlNode *node, GError **error)
{
    struct vmg_domain *domain = vmg_arena_new0(host->arena, struct vmg_domain);

    domain->struct_size = sizeof(*domain);
    domain->name = vmg_xml_attr(host->arena, node, "name");
    domain->kind = vmg_xml_attr_or(host->arena, node, "kind", "");
    domain->source = vmg_xml_attr(host->arena, node, "source");
    if (strcmp(domain->kind, "ceph") == 0)
        domain->source = sort_monitors(host->arena, domain->source);
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

static gint
compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const struct vmg_domain *const *)a)->path,
                  (*(const struct vmg_domain *const *)b)->path);
}

/* The domains that have a path, sorted by path. */
static GPtrArray *
sort_by_path(const GPtrArray *domains)
{
    GPtrArray *sorted = g_ptr_array_new();

    for (guint i = 0; i < domains->len; i++)
        if (((const struct vmg_domain *)g_ptr_array_index(domains, i))->path)
            g_ptr_array_add(sorted, g_ptr_array_index(domains, i));
    g_ptr_array_sort(sorted, compare_paths);
    return sorted;
}

/* The first domain whose path is exactly the first LENGTH bytes of PATH; NULL if there is none.
 * SORTED is sorted by path. */
static const struct vmg_domain *
find_at(const GPtrArray *sorted, const char *path, gsize length)
{
    const struct vmg_domain *found;
    guint low = 0, high = sorted->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        found = g_ptr_array_index(sorted, middle);
        if (strncmp(found->path, path, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    found = low < sorted->len ? g_ptr_array_index(sorted, low) : NULL;
    return found && strncmp(found->path, path, length) == 0 && found->path[length] == '\0' ? found
                                                                                           : NULL;
}

/* The domain whose mount point is a parent directory of DOMAIN's mount point; if several are,
 * the deepest one. NULL if there is none. */
static const struct vmg_domain *
find_parent(const GPtrArray *sorted, const struct vmg_domain *domain)
{
    const struct vmg_domain *parent = NULL;

    for (gsize i = domain->path ? strlen(domain->path) : 0; !parent && i > 1; i--)
        if (domain->path[i - 1] == '/')
            parent = find_at(sorted, domain->path, i - 1);
    return parent;
}

static gboolean
is_nfs(const struct vmg_domain *domain)
{
    return strcmp(domain->kind, "nfs") == 0 || strcmp(domain->kind, "nfs4") == 0;
}

/* Whether the kernel has created the mount of DOMAIN by itself. An NFS client does this if a
 * program opens a directory that is a separate filesystem on the same server (nfs(5), fsid).
 * Such a mount does not count as a storage domain, because other hosts do not have it until a
 * program opens the directory there. */
static gboolean
is_submount(const GPtrArray *sorted, const struct vmg_domain *domain)
{
    const struct vmg_domain *parent = is_nfs(domain) ? find_parent(sorted, domain) : NULL;
    gsize len = parent && is_nfs(parent) ? strlen(parent->source) : 0;

    if (len == 0 || domain->pool || strcmp(domain->state, "up") != 0)
        return FALSE;
    /* The source of the root directory of a server is "SERVER:/". The slash at its end is not
     * compared. */
    len -= parent->source[len - 1] == '/' ? 1 : 0;
    return strncmp(domain->source, parent->source, len) == 0 &&
           strcmp(domain->source + len, domain->path + strlen(parent->path)) == 0;
}

/* Removes the mounts that the kernel has created by itself. All of them are found before the
 * first is removed, because such a mount may be inside another such mount, and is recognised
 * only while the list still contains the outer mount. */
static void
drop_submounts(GPtrArray *domains)
{
    g_autoptr(GPtrArray) sorted = sort_by_path(domains);
    g_autoptr(GPtrArray) found = g_ptr_array_new();

    for (guint i = 0; i < domains->len; i++)
        if (is_submount(sorted, g_ptr_array_index(domains, i)))
            g_ptr_array_add(found, g_ptr_array_index(domains, i));
    for (guint i = 0; i < found->len; i++)
        g_ptr_array_remove(domains, g_ptr_array_index(found, i));
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
    drop_submounts(domains);
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
