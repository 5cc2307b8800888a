/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/pool.h"

#include "base/xml.h"

#include <string.h>

void
vmg_libvirt_pool_free(VmgLibvirtPool *pool)
{
    if (!pool)
        return;
    g_free(pool->name);
    g_free(pool->kind);
    g_free(pool->source);
    g_free(pool->path);
    g_free(pool);
}

static gint
compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of the pool's servers, sorted, because their order has no meaning. */
static char *
name_hosts(VmgArena *arena, const xmlNode *source)
{
    g_autoptr(GPtrArray) hosts = g_ptr_array_new();

    for (xmlNode *node = source->children; node; node = node->next)
        if (vmg_xml_is(node, "host"))
            g_ptr_array_add(hosts, (gpointer)vmg_xml_attr_or(arena, node, "name", ""));
    g_ptr_array_sort(hosts, compare);
    g_ptr_array_add(hosts, NULL);
    return g_strjoinv(",", (char **)hosts->pdata);
}

static const char *
attr_of(VmgArena *arena, const xmlNode *source, const char *element, const char *attribute)
{
    return vmg_xml_attr_or(arena, vmg_xml_child(source, element), attribute, "");
}

/* The source of the pool as the kernel's list of mounts writes it. */
static char *
name_netfs(VmgArena *arena, const xmlNode *source, const char *hosts)
{
    const char *format = attr_of(arena, source, "format", "type");
    const char *dir = attr_of(arena, source, "dir", "path");

    if (strcmp(format, "cifs") == 0)
        return g_strdup_printf("//%s/%s", hosts, dir + (*dir == '/' ? 1 : 0));
    return g_strdup_printf("%s:%s", hosts, dir);
}

/* The source (https://libvirt.org/storage.html); NULL if only this host reaches the pool, or if
 * that is unknown (logical, disk, mpath, scsi). */
static char *
name_source(VmgArena *arena, const char *type, const xmlNode *source)
{
    g_autofree char *hosts = source ? name_hosts(arena, source) : NULL;

    if (strcmp(type, VMG_POOL_DIRECTORY) == 0)
        return g_strdup("");
    if (!hosts)
        return NULL;
    if (strcmp(type, "netfs") == 0)
        return name_netfs(arena, source, hosts);
    if (g_str_has_prefix(type, "iscsi"))
        return g_strdup_printf("iscsi:%s@%s", attr_of(arena, source, "device", "path"), hosts);
    if (strcmp(type, "rbd") == 0 || strcmp(type, "sheepdog") == 0 || strcmp(type, "gluster") == 0)
        return g_strdup_printf("%s:%s@%s", type, vmg_xml_text(arena, vmg_xml_child(source, "name")),
                               hosts);
    return NULL;
}

VmgLibvirtPool *
vmg_libvirt_pool_parse(const char *xml)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(xml, strlen(xml), "pool XML", NULL);
    g_autoptr(VmgArena) arena = vmg_arena_new();
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    const char *name = vmg_xml_text(arena, vmg_xml_child(root, "name"));
    const char *type = vmg_xml_attr_or(arena, root, "type", "");
    g_autofree char *source = name_source(arena, type, vmg_xml_child(root, "source"));
    VmgLibvirtPool *pool;

    if (!name || !source)
        return NULL;
    pool = g_new0(VmgLibvirtPool, 1);
    pool->name = g_strdup(name);
    pool->kind = g_strdup(g_str_has_prefix(type, "iscsi") ? "iscsi" : type);
    pool->source = g_steal_pointer(&source);
    pool->path =
        g_strdup(vmg_xml_text(arena, vmg_xml_child(vmg_xml_child(root, "target"), "path")));
    return pool;
}
