/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/host.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/xml-plain.h"
#include "base/xml.h"
#include "host/cpu.h"
#include "host/parts.h"
#include "host/read.h"

#include <string.h>

VmgHost *
vmg_host_empty(void)
{
    VmgHost *host = g_new0(VmgHost, 1);

    host->arena = vmg_arena_new();
    host->commitments = g_ptr_array_new();
    host->known = g_ptr_array_new();
    host->resources = g_ptr_array_new();
    host->emulators = g_ptr_array_new();
    host->apart = g_hash_table_new(g_str_hash, g_str_equal);
    host->view.struct_size = sizeof(host->view);
    return host;
}

void
vmg_host_free(VmgHost *host)
{
    if (!host)
        return;
    g_ptr_array_unref(host->commitments);
    g_ptr_array_unref(host->known);
    g_ptr_array_unref(host->resources);
    g_ptr_array_unref(host->emulators);
    g_hash_table_unref(host->apart);
    vmg_config_free(host->policy);
    g_clear_pointer(&host->exemptions, g_ptr_array_unref);
    vmg_arena_free(host->arena);
    g_free(host);
}

static gboolean
read_required(VmgHost *host, xmlNode *node, const char *name, const char **text, GError **error)
{
    *text = vmg_xml_text(host->arena, vmg_host_child(node, name));
    if (*text && **text)
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("<host>: <%s> is missing"), name);
    return FALSE;
}

static gboolean
read_identity(VmgHost *host, xmlNode *node, GError **error)
{
    struct vmg_host *view = &host->view;

    if (!read_required(host, node, "uuid", &view->uuid, error) ||
        !read_required(host, node, "name", &view->name, error) ||
        !read_required(host, node, "cluster", &view->cluster, error) ||
        !read_required(host, node, "status", &view->status, error))
        return FALSE;
    if (g_uuid_string_is_valid(view->uuid))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("<host>: <uuid> is not valid"));
    return FALSE;
}

static void
read_versions(VmgHost *host, xmlNode *node)
{
    xmlNode *versions = vmg_host_child(node, "versions");

    host->view.libvirt_version = vmg_xml_attr(host->arena, versions, "libvirt");
    host->view.qemu_version = vmg_xml_attr(host->arena, versions, "qemu");
}

static gboolean
read_figures(VmgHost *host, xmlNode *node, GError **error)
{
    xmlNode *cpu = vmg_host_child(node, "cpu"), *memory = vmg_host_child(node, "memory");
    guint64 boottime, threads;

    host->view.arch = vmg_xml_attr(host->arena, cpu, "arch");
    host->view.manager = vmg_xml_attr(host->arena, node, "manager");
    if (!vmg_host_read_cpus(host, cpu, error))
        return FALSE;
    if (!vmg_host_number(vmg_xml_attr(host->arena, node, "generation"), G_MAXUINT64,
                         &host->view.generation, "generation", error) ||
        !vmg_host_number(vmg_xml_attr(host->arena, node, "boottime"), G_MAXINT64, &boottime,
                         "boottime", error) ||
        !vmg_host_number(vmg_xml_attr(host->arena, cpu, "threads"), G_MAXUINT32, &threads,
                         "threads", error) ||
        !vmg_host_number(vmg_xml_attr(host->arena, memory, "total"), G_MAXUINT64,
                         &host->view.memory_total_kib, "total", error) ||
        !vmg_host_number(vmg_xml_attr(host->arena, memory, "available"), G_MAXUINT64,
                         &host->view.memory_available_kib, "available", error))
        return FALSE;
    host->boottime_ms = (gint64)boottime;
    host->date = vmg_xml_attr(host->arena, node, "date");
    host->view.cpu_threads = (guint32)threads;
    return TRUE;
}

VmgHost *
vmg_host_new(xmlNode *node, GError **error)
{
    g_autoptr(VmgHost) host = vmg_host_empty();

    if (!vmg_xml_is_ours(node, "host")) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("there is no <host> in the namespace %s"), VMG_XMLNS);
        return NULL;
    }
    if (!read_identity(host, node, error) || !read_figures(host, node, error) ||
        !vmg_host_read_networks(host, node, error) || !vmg_host_read_storage(host, node, error) ||
        !vmg_host_read_capacity(host, node, error))
        return NULL;
    read_versions(host, node);
    vmg_host_read_migration(host, node);
    vmg_host_read_inventory(host, node);
    vmg_host_read_policy(host, node);
    return g_steal_pointer(&host);
}

VmgHost *
vmg_host_parse_own(const char *data, gsize len, const char *what, GError **error)
{
    g_autoptr(VmgArena) arena = vmg_arena_new();
    xmlNode *root = vmg_xml_plain_read(arena, data, len);
    VmgHost *host = root ? vmg_host_new(root, NULL) : NULL;

    return host ? host : vmg_host_parse(data, len, what, error);
}

VmgHost *
vmg_host_parse(const char *data, gsize len, const char *what, GError **error)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(data, len, what, error);
    VmgHost *host;

    if (!doc)
        return NULL;
    host = vmg_host_new(xmlDocGetRootElement(doc), error);
    if (!host)
        g_prefix_error(error, "%s: ", what);
    return host;
}
