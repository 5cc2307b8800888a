/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/guest-cpu.h"

#include "base/xml.h"
#include "host/names.h"

#include <stdlib.h>
#include <string.h>

void
vmg_guest_cpu_clear(VmgGuestCpu *cpu)
{
    g_clear_pointer(&cpu->question, g_ref_string_release);
    g_clear_pointer(&cpu->answer, g_ref_string_release);
}

static gboolean
is_off(const struct vmg_cpu_feature *feature)
{
    return strcmp(feature->policy, "disable") == 0 || strcmp(feature->policy, "forbid") == 0;
}

/* Adds a feature to CPU, the <cpu> element for which libvirt is asked to list all features. Leaves
 * out an optional feature, because the guest may run without it: when libvirt starts a guest, the
 * live XML gets `require` or `disable` instead of `optional`. If a feature is still optional,
 * libvirt does not know whether the guest has the feature. */
static void
add_feature(xmlNode *cpu, const struct vmg_cpu_feature *feature)
{
    xmlNode *node;

    if (strcmp(feature->policy, "optional") == 0)
        return;
    node = vmg_xml_add(cpu, NULL, "feature", NULL);
    vmg_xml_set(node, "policy", is_off(feature) ? "disable" : "require");
    vmg_xml_set(node, "name", feature->name);
}

char *
vmg_guest_cpu_question(const struct vmg_guest *guest)
{
    xmlNode *cpu;
    char *text;

    if (g_strcmp0(guest->cpu_mode, "custom") != 0 || !guest->cpu_model)
        return NULL;
    cpu = xmlNewNode(NULL, (const xmlChar *)"cpu");
    vmg_xml_set(cpu, "mode", "custom");
    vmg_xml_set(cpu, "match", "exact");
    vmg_xml_add(cpu, NULL, "model", guest->cpu_model);
    for (gsize i = 0; i < guest->cpu_feature_count; i++)
        add_feature(cpu, guest->cpu_features[i]);
    text = vmg_xml_node_to_string(cpu);
    xmlFreeNode(cpu);
    return text;
}

char *
vmg_guest_cpu_features(const char *baseline)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(baseline, strlen(baseline), "CPU baseline", NULL);
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    GString *names = g_string_new(NULL);

    for (xmlNode *node = root ? root->children : NULL; node; node = node->next) {
        xmlChar *name = NULL;

        if (vmg_xml_is(node, "feature") && !vmg_xml_attr_is(node, "policy", "disable"))
            name = xmlGetNoNsProp(node, (const xmlChar *)"name");
        if (name)
            g_string_append_printf(names, "%s%s", names->len ? " " : "", (const char *)name);
        xmlFree(name);
    }
    return g_string_free(names, FALSE);
}

/* Asks libvirt for the names of all features of the <cpu> QUESTION. NULL if libvirt does not
 * answer, "" if libvirt can't tell the features. */
static char *
ask(virDomain *domain, const struct vmg_guest *guest, const char *question)
{
    virConnect *connect = virDomainGetConnect(domain);
    const char *cpus[] = {question};
    char *baseline =
        virConnectBaselineHypervisorCPU(connect, NULL, guest->arch, guest->machine, guest->type,
                                        cpus, 1, VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES);
    char *names;

    if (!baseline)
        return virConnectIsAlive(connect) == 1 ? g_strdup("") : NULL;
    names = vmg_guest_cpu_features(baseline);
    free(baseline);
    return names;
}

static void
ask_again(VmgGuestCpu *cpu, virDomain *domain, const struct vmg_guest *guest, const char *question)
{
    g_autofree char *answer = ask(domain, guest, question);

    vmg_guest_cpu_clear(cpu);
    if (!answer)
        return;
    cpu->question = g_ref_string_new_intern(question);
    cpu->answer = g_ref_string_new_intern(answer);
}

static const char *const *
split(VmgArena *arena, const char *text, gsize *count)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (gsize i = 0; words[i]; i++)
        if (*words[i])
            g_ptr_array_add(names, vmg_arena_strdup(arena, words[i]));
    return vmg_host_names_sort(arena, names, count);
}

static void
fill_in_names(VmgGuest *guest)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    struct vmg_guest *view = &guest->view;

    for (gsize i = 0; i < view->cpu_feature_count; i++)
        g_ptr_array_add(names, (gpointer)view->cpu_features[i]->name);
    view->running_cpu_names =
        vmg_host_names_sort(guest->arena, names, &view->running_cpu_name_count);
}

void
vmg_guest_cpu_fill_in(VmgGuestCpu *cpu, virDomain *domain, VmgGuest *guest)
{
    struct vmg_guest *view = &guest->view;
    g_autofree char *question = vmg_guest_cpu_question(view);

    if (!question)
        return;
    if (g_strcmp0(cpu->question, question) != 0)
        ask_again(cpu, domain, view, question);
    view->running_cpu_model = view->cpu_model;
    fill_in_names(guest);
    if (cpu->answer)
        view->running_cpu_features =
            split(guest->arena, cpu->answer, &view->running_cpu_feature_count);
}
