/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest's <cpu>: https://libvirt.org/formatdomain.html#cpu-model-and-topology */
#include "guest/parts.h"

#include "base/xml.h"

static void
add_feature(VmgGuest *guest, GPtrArray *features, xmlNode *node)
{
    struct vmg_cpu_feature *feature = vmg_arena_new0(guest->arena, struct vmg_cpu_feature);

    feature->struct_size = sizeof(*feature);
    feature->name = vmg_xml_attr(guest->arena, node, "name");
    feature->policy = vmg_xml_attr(guest->arena, node, "policy");
    if (!feature->policy)
        feature->policy = "require"; /* libvirt's default */
    if (feature->name)
        g_ptr_array_add(features, feature);
}

/* Returns the mode of <cpu>. If the XML gives no mode, the mode is custom if <cpu> has a model
 * or a match. If <cpu> has neither a model nor a match, it only describes the topology, and the
 * mode is NULL, as in a domain without <cpu>. */
static const char *
read_mode(VmgGuest *guest, xmlNode *cpu)
{
    const char *mode = vmg_xml_attr(guest->arena, cpu, "mode");

    if (mode || (!guest->view.cpu_model && !guest->view.cpu_match))
        return mode;
    return "custom";
}

void
vmg_guest_read_cpu(VmgGuest *guest, const xmlNode *domain)
{
    g_autoptr(GPtrArray) features = g_ptr_array_new();
    xmlNode *cpu = vmg_xml_child(domain, "cpu"), *model = vmg_xml_child(cpu, "model");
    const char *text = vmg_xml_text(guest->arena, model);

    guest->view.cpu_match = vmg_xml_attr(guest->arena, cpu, "match");
    guest->view.cpu_model = text && *text ? text : NULL;
    guest->view.cpu_vendor = vmg_xml_text(guest->arena, vmg_xml_child(cpu, "vendor"));
    guest->view.cpu_mode = read_mode(guest, cpu);
    for (xmlNode *node = cpu ? cpu->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "feature"))
            add_feature(guest, features, node);
    guest->view.cpu_features = vmg_arena_pointers(guest->arena, features);
    guest->view.cpu_feature_count = features->len;
}
