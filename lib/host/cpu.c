/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/cpu.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "host/names.h"
#include "host/read.h"

#include <string.h>

static void
read_lists(VmgArena *arena, struct vmg_cpu *cpu, const xmlNode *mode)
{
    for (xmlNode *part = mode->children; part; part = part->next) {
        if (vmg_xml_is_ours(part, "features")) {
            cpu->flags |= VMG_CPU_LISTED;
            cpu->features = vmg_host_names_read(arena, part, &cpu->feature_count);
        } else if (vmg_xml_is_ours(part, "models")) {
            cpu->models = vmg_host_names_read(arena, part, &cpu->model_count);
        } else if (vmg_xml_is_ours(part, "partial-models")) {
            cpu->partial_models = vmg_host_names_read(arena, part, &cpu->partial_model_count);
        }
    }
}

static gboolean
add_mode(VmgHost *host, GPtrArray *cpus, xmlNode *mode, GError **error)
{
    struct vmg_cpu *cpu = vmg_arena_new0(host->arena, struct vmg_cpu);

    cpu->struct_size = sizeof(*cpu);
    cpu->virt = vmg_xml_attr(host->arena, mode, "virt");
    cpu->model = vmg_xml_attr(host->arena, mode, "model");
    if (!cpu->virt) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("<host>: a <mode> of <cpu> has no virt"));
        return FALSE;
    }
    read_lists(host->arena, cpu, mode);
    g_ptr_array_add(cpus, cpu);
    return TRUE;
}

static void
read_known(VmgHost *host, const xmlNode *cpu)
{
    xmlNode *names = vmg_host_child(cpu, "names");

    if (names)
        host->view.cpu_names = vmg_host_names_read(host->arena, names, &host->view.cpu_name_count);
}

gboolean
vmg_host_read_cpus(VmgHost *host, xmlNode *cpu, GError **error)
{
    g_autoptr(GPtrArray) cpus = g_ptr_array_new();

    host->view.cpu_vendor = vmg_xml_attr(host->arena, cpu, "vendor");
    host->view.cpu_model = vmg_xml_attr(host->arena, cpu, "model");
    host->view.cpu_signature = vmg_xml_attr(host->arena, cpu, "signature");
    read_known(host, cpu);
    for (xmlNode *part = cpu ? cpu->children : NULL; part; part = part->next)
        if (vmg_xml_is_ours(part, "mode") && !add_mode(host, cpus, part, error))
            return FALSE;
    host->view.cpus = vmg_arena_pointers(host->arena, cpus);
    host->view.cpu_count = cpus->len;
    return TRUE;
}

void
vmg_host_add_cpus(xmlNode *cpu, xmlNs *ns, VmgHostPart part, const struct vmg_host *view)
{
    vmg_xml_set(cpu, "vendor", view->cpu_vendor);
    vmg_xml_set(cpu, "model", view->cpu_model);
    vmg_xml_set(cpu, "signature", view->cpu_signature);
    if (part == VMG_HOST_WHOLE && view->cpu_name_count > 0)
        vmg_host_names_add(cpu, ns, "names", view->cpu_names, view->cpu_name_count);
    for (gsize i = 0; i < view->cpu_count; i++) {
        const struct vmg_cpu *virt = view->cpus[i];
        xmlNode *mode = vmg_xml_add(cpu, ns, "mode", NULL);

        vmg_xml_set(mode, "virt", virt->virt);
        vmg_xml_set(mode, "model", virt->model);
        if (virt->flags & VMG_CPU_LISTED)
            vmg_host_names_add(mode, ns, "features", virt->features, virt->feature_count);
        if (part != VMG_HOST_WHOLE)
            continue;
        vmg_host_names_add(mode, ns, "models", virt->models, virt->model_count);
        vmg_host_names_add(mode, ns, "partial-models", virt->partial_models,
                           virt->partial_model_count);
    }
}
