/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes <host>; host.c reads it. */
#include "host/parts.h"

#include "base/xml.h"
#include "host/cpu.h"

static void
add_cpu(xmlNode *parent, xmlNs *ns, const struct vmg_host *view, VmgHostPart part)
{
    xmlNode *cpu = vmg_xml_add(parent, ns, "cpu", NULL);

    vmg_xml_set(cpu, "arch", view->arch);
    if (view->cpu_threads)
        vmg_xml_set_uint(cpu, "threads", view->cpu_threads);
    if (part == VMG_HOST_WHOLE)
        vmg_xml_set(cpu, "online", view->cpus_online);
    vmg_host_add_cpus(cpu, ns, part, view);
}

/* Writes the versions of libvirt and QEMU that were used to make the lists of CPU features. */
static void
add_versions(xmlNode *parent, xmlNs *ns, const struct vmg_host *view)
{
    xmlNode *versions;

    if (!view->libvirt_version && !view->qemu_version)
        return;
    versions = vmg_xml_add(parent, ns, "versions", NULL);
    vmg_xml_set(versions, "libvirt", view->libvirt_version);
    vmg_xml_set(versions, "qemu", view->qemu_version);
}

static void
add_memory(xmlNode *parent, xmlNs *ns, const struct vmg_host *view)
{
    xmlNode *memory = vmg_xml_add(parent, ns, "memory", NULL);

    vmg_xml_set(memory, "unit", "KiB");
    vmg_xml_set_uint(memory, "total", view->memory_total_kib);
    vmg_xml_set_uint(memory, "available", view->memory_available_kib);
    vmg_host_add_pages(memory, ns, view);
}

xmlNode *
vmg_host_to_node(const VmgHost *host, VmgHostPart part, xmlNode *parent, xmlNs *ns)
{
    const struct vmg_host *view = &host->view;
    xmlNode *node = vmg_xml_add(parent, ns, "host", NULL);

    vmg_xml_set_uint(node, "generation", view->generation);
    if (part == VMG_HOST_WHOLE) {
        vmg_xml_set_uint(node, "boottime", (guint64)host->boottime_ms);
        vmg_xml_set(node, "date", host->date);
    }
    if (part == VMG_HOST_WHOLE || part == VMG_HOST_STAMP)
        vmg_xml_set(node, "manager", view->manager);
    vmg_xml_add(node, ns, "uuid", view->uuid);
    vmg_xml_add(node, ns, "name", view->name);
    vmg_xml_add(node, ns, "cluster", view->cluster);
    vmg_xml_add(node, ns, "status", view->status);
    if (part == VMG_HOST_IDENTITY)
        return node;
    if (part != VMG_HOST_NETWORKS) {
        add_versions(node, ns, view);
        add_cpu(node, ns, view, part);
    }
    if (part == VMG_HOST_WHOLE)
        add_memory(node, ns, view);
    vmg_host_add_networks(node, ns, part, view);
    if (part == VMG_HOST_NETWORKS)
        return node;
    vmg_host_add_migration(node, ns, part, view);
    vmg_host_add_storage(node, ns, view);
    if (part == VMG_HOST_WHOLE) {
        vmg_host_add_guests(node, ns, host);
        vmg_host_add_inventory(node, ns, view);
        vmg_host_add_policy(node, ns, host);
    }
    return node;
}

char *
vmg_host_to_string(const VmgHost *host, VmgHostPart part)
{
    return vmg_xml_document_to_string(vmg_host_to_node(host, part, NULL, NULL));
}
