/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/cpu.h"

#include "agent/virt/error.h"
#include "base/xml.h"
#include "host/names.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

struct VmgCpuFacts {
    VmgArena *arena;
    const char *arch, *vendor, *model, *signature, *libvirt, *qemu;
    const char *const *names; /* the names of features that libvirt knows */
    gsize name_count;
    GPtrArray *cpus; /* struct vmg_cpu * */
};

VmgCpuFacts *
vmg_cpu_facts_new(void)
{
    VmgCpuFacts *facts = g_new0(VmgCpuFacts, 1);

    facts->arena = vmg_arena_new();
    facts->cpus = g_ptr_array_new();
    return facts;
}

void
vmg_cpu_facts_free(VmgCpuFacts *facts)
{
    if (!facts)
        return;
    g_ptr_array_unref(facts->cpus);
    vmg_arena_free(facts->arena);
    g_free(facts);
}

/* Writes "6-143-8": family, model and stepping, as CPUID has them. */
static const char *
read_signature(VmgArena *arena, xmlNode *signature)
{
    g_autofree char *text =
        g_strdup_printf("%s-%s-%s", vmg_xml_attr_or(arena, signature, "family", ""),
                        vmg_xml_attr_or(arena, signature, "model", ""),
                        vmg_xml_attr_or(arena, signature, "stepping", ""));

    return signature ? vmg_arena_strdup(arena, text) : NULL;
}

gboolean
vmg_cpu_take_host(VmgCpuFacts *facts, const char *capabilities, GError **error)
{
    g_autoptr(xmlDoc) doc =
        vmg_xml_parse(capabilities, strlen(capabilities), "host capabilities", error);
    const xmlNode *cpu =
        vmg_xml_child(vmg_xml_child(doc ? xmlDocGetRootElement(doc) : NULL, "host"), "cpu");

    if (!doc)
        return FALSE;
    facts->arch = vmg_xml_text(facts->arena, vmg_xml_child(cpu, "arch"));
    facts->vendor = vmg_xml_text(facts->arena, vmg_xml_child(cpu, "vendor"));
    facts->model = vmg_xml_text(facts->arena, vmg_xml_child(cpu, "model"));
    facts->signature = read_signature(facts->arena, vmg_xml_child(cpu, "signature"));
    return TRUE;
}

gboolean
vmg_cpu_take_names(VmgCpuFacts *facts, const char *map, GError **error)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(map, strlen(map), "libvirt's list of features", error);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

    for (xmlNode *node = root ? root->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "feature"))
            g_ptr_array_add(names, (gpointer)vmg_xml_attr(facts->arena, node, "name"));
    while (g_ptr_array_remove(names, NULL))
        ;
    facts->names = vmg_host_names_sort(facts->arena, names, &facts->name_count);
    return doc != NULL;
}

static const char *
version_text(VmgArena *arena, unsigned long version)
{
    g_autofree char *text =
        g_strdup_printf("%lu.%lu.%lu", version / 1000000, version / 1000 % 1000, version % 1000);

    return version ? vmg_arena_strdup(arena, text) : NULL;
}

void
vmg_cpu_take_versions(VmgCpuFacts *facts, unsigned long libvirt, unsigned long qemu)
{
    facts->libvirt = version_text(facts->arena, libvirt);
    facts->qemu = version_text(facts->arena, qemu);
}

static xmlNode *
find_mode(const xmlNode *root, const char *name)
{
    const xmlNode *cpu = vmg_xml_child(root, "cpu");
    xmlNode *mode = cpu ? cpu->children : NULL;

    while (mode && !(vmg_xml_is(mode, "mode") && vmg_xml_attr_is(mode, "name", name)))
        mode = mode->next;
    return mode;
}

/* Puts each CPU model that libvirt lists for custom mode into one of two lists of CPU: models with
 * usable='yes', and all other models, of which this host may lack a feature. */
static void
take_models(VmgCpuFacts *facts, struct vmg_cpu *cpu, const xmlNode *root)
{
    g_autoptr(GPtrArray) usable = g_ptr_array_new(), partial = g_ptr_array_new();
    const xmlNode *custom = find_mode(root, "custom");

    for (xmlNode *model = custom ? custom->children : NULL; model; model = model->next)
        if (vmg_xml_is(model, "model"))
            g_ptr_array_add(vmg_xml_attr_is(model, "usable", "yes") ? usable : partial,
                            (gpointer)vmg_xml_text(facts->arena, model));
    cpu->models = vmg_host_names_sort(facts->arena, usable, &cpu->model_count);
    cpu->partial_models = vmg_host_names_sort(facts->arena, partial, &cpu->partial_model_count);
}

static gboolean
take_features(VmgCpuFacts *facts, struct vmg_cpu *cpu, const char *baseline, GError **error)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(baseline, strlen(baseline), "CPU baseline", error);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

    if (!doc)
        return FALSE;
    cpu->model = vmg_xml_text(facts->arena, vmg_xml_child(root, "model"));
    for (xmlNode *node = root->children; node; node = node->next)
        if (vmg_xml_is(node, "feature") && !vmg_xml_attr_is(node, "policy", "disable"))
            g_ptr_array_add(names, (gpointer)vmg_xml_attr(facts->arena, node, "name"));
    g_ptr_array_remove(names, NULL);
    cpu->features = vmg_host_names_sort(facts->arena, names, &cpu->feature_count);
    cpu->flags |= VMG_CPU_LISTED;
    return TRUE;
}

gboolean
vmg_cpu_take_mode(VmgCpuFacts *facts, const char *virt, const char *capabilities,
                  const char *baseline, GError **error)
{
    g_autoptr(xmlDoc) doc =
        vmg_xml_parse(capabilities, strlen(capabilities), "domain capabilities", error);
    struct vmg_cpu *cpu = vmg_arena_new0(facts->arena, struct vmg_cpu);

    if (!doc)
        return FALSE;
    cpu->struct_size = sizeof(*cpu);
    cpu->virt = vmg_arena_strdup(facts->arena, virt);
    take_models(facts, cpu, xmlDocGetRootElement(doc));
    if (baseline && !take_features(facts, cpu, baseline, error))
        return FALSE;
    g_ptr_array_add(facts->cpus, cpu);
    return TRUE;
}

/* Call this after a question about CPUs to libvirt has failed. Returns TRUE if libvirt is still
 * connected, so it has answered that it does not know; FALSE and an error if libvirt did not
 * answer. */
static gboolean
said_no(virConnect *connect, GError **error)
{
    vmg_virt_error(error, "can't read what CPU guests can have");
    if (virConnectIsAlive(connect) != 1)
        return FALSE;
    g_clear_error(error);
    return TRUE;
}

char *
vmg_cpu_host_model(const char *capabilities)
{
    g_autoptr(xmlDoc) doc =
        vmg_xml_parse(capabilities, strlen(capabilities), "domain capabilities", NULL);
    xmlNode *mode = doc ? find_mode(xmlDocGetRootElement(doc), "host-model") : NULL;

    if (!mode || !vmg_xml_attr_is(mode, "supported", "yes"))
        return NULL;
    xmlNodeSetName(mode, (const xmlChar *)"cpu");
    xmlUnsetProp(mode, (const xmlChar *)"name");
    xmlUnsetProp(mode, (const xmlChar *)"supported");
    return vmg_xml_node_to_string(mode);
}

/* Asks libvirt for the baseline of the CPU of a host-model guest: this is the same CPU with all
 * features of its model. */
static char *
ask_baseline(virConnect *connect, const char *virt, const char *capabilities)
{
    g_autofree char *model = vmg_cpu_host_model(capabilities);
    const char *cpus[] = {model};

    return model ? virConnectBaselineHypervisorCPU(connect, NULL, NULL, NULL, virt, cpus, 1,
                                                   VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES)
                 : NULL;
}

static gboolean
read_mode(VmgCpuFacts *facts, virConnect *connect, const char *virt, GError **error)
{
    char *capabilities = virConnectGetDomainCapabilities(connect, NULL, NULL, NULL, virt, 0);
    char *baseline = capabilities ? ask_baseline(connect, virt, capabilities) : NULL;
    gboolean good;

    if ((!capabilities || !baseline) && !said_no(connect, error)) {
        free(capabilities);
        return FALSE;
    }
    good = !capabilities || vmg_cpu_take_mode(facts, virt, capabilities, baseline, error);
    free(capabilities);
    free(baseline);
    return good;
}

static gboolean
read_host(VmgCpuFacts *facts, virConnect *connect, GError **error)
{
    char *capabilities = virConnectGetCapabilities(connect);
    gboolean good;

    if (!capabilities) {
        vmg_virt_error(error, "can't read host capabilities");
        return FALSE;
    }
    good = vmg_cpu_take_host(facts, capabilities, error);
    free(capabilities);
    return good;
}

/* Reads libvirt's file with the names of features, because libvirt's API does not tell them. If
 * the file is elsewhere or has another form, the names are unknown. */
static void
read_names(VmgCpuFacts *facts)
{
    g_autofree char *map = NULL;
    const char *file = g_strcmp0(facts->arch, "aarch64") == 0
                           ? "/usr/share/libvirt/cpu_map/arm_features.xml"
                           : "/usr/share/libvirt/cpu_map/x86_features.xml";
    gboolean any = g_strcmp0(facts->arch, "x86_64") == 0 || g_strcmp0(facts->arch, "i686") == 0 ||
                   g_strcmp0(facts->arch, "aarch64") == 0;

    if (any && g_file_get_contents(file, &map, NULL, NULL))
        vmg_cpu_take_names(facts, map, NULL);
}

static void
read_versions(VmgCpuFacts *facts, virConnect *connect)
{
    unsigned long libvirt = 0, qemu = 0;

    virConnectGetLibVersion(connect, &libvirt);
    virConnectGetVersion(connect, &qemu);
    vmg_cpu_take_versions(facts, libvirt, qemu);
}

char *
vmg_cpu_midr(const char *directory)
{
    g_autofree char *found = NULL;
    const char *name;
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path =
            g_build_filename(directory, name, "regs/identification/midr_el1", NULL);
        g_autofree char *midr = NULL;

        if (!g_file_get_contents(path, &midr, NULL, NULL))
            continue;
        g_strstrip(midr);
        if (found && strcmp(found, midr) != 0)
            return NULL;
        if (!found)
            found = g_steal_pointer(&midr);
    }
    return g_steal_pointer(&found);
}

static void
read_midr(VmgCpuFacts *facts)
{
    g_autofree char *first = vmg_cpu_midr("/sys/devices/system/cpu");

    if (first)
        facts->signature = vmg_arena_strdup(facts->arena, first);
}

VmgCpuFacts *
vmg_cpu_read(virConnect *connect, GError **error)
{
    g_autoptr(VmgCpuFacts) facts = vmg_cpu_facts_new();

    if (!read_host(facts, connect, error) || !read_mode(facts, connect, "kvm", error) ||
        !read_mode(facts, connect, "qemu", error))
        return NULL;
    read_versions(facts, connect);
    read_names(facts);
    read_midr(facts);
    return g_steal_pointer(&facts);
}

static struct vmg_cpu *
copy_cpu(VmgArena *arena, const struct vmg_cpu *from)
{
    struct vmg_cpu *cpu = vmg_arena_new0(arena, struct vmg_cpu);

    *cpu = *from;
    cpu->virt = vmg_arena_strdup(arena, from->virt);
    cpu->model = vmg_arena_strdup(arena, from->model);
    cpu->features = vmg_host_names_copy(arena, from->features, from->feature_count);
    cpu->models = vmg_host_names_copy(arena, from->models, from->model_count);
    cpu->partial_models =
        vmg_host_names_copy(arena, from->partial_models, from->partial_model_count);
    return cpu;
}

void
vmg_cpu_fill_in(const VmgCpuFacts *facts, VmgHost *host)
{
    g_autoptr(GPtrArray) cpus = g_ptr_array_new();

    if (facts->arch)
        host->view.arch = vmg_arena_strdup(host->arena, facts->arch);
    host->view.cpu_vendor = vmg_arena_strdup(host->arena, facts->vendor);
    host->view.cpu_model = vmg_arena_strdup(host->arena, facts->model);
    host->view.cpu_signature = vmg_arena_strdup(host->arena, facts->signature);
    host->view.libvirt_version = vmg_arena_strdup(host->arena, facts->libvirt);
    host->view.qemu_version = vmg_arena_strdup(host->arena, facts->qemu);
    host->view.cpu_names = vmg_host_names_copy(host->arena, facts->names, facts->name_count);
    host->view.cpu_name_count = facts->name_count;
    for (guint i = 0; i < facts->cpus->len; i++)
        g_ptr_array_add(cpus, copy_cpu(host->arena, facts->cpus->pdata[i]));
    host->view.cpus = vmg_arena_pointers(host->arena, cpus);
    host->view.cpu_count = cpus->len;
}
