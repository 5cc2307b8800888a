/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "match/cpus.h"

#include <string.h>

gboolean
vmg_cpus_names_have(const char *const *names, gsize count, const char *name)
{
    gsize low = 0, high = count;

    while (low < high) {
        gsize middle = low + (high - low) / 2;
        int order = strcmp(names[middle], name);

        if (order == 0)
            return TRUE;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return FALSE;
}

gboolean
vmg_cpus_have(const struct vmg_cpu *cpu, const char *name)
{
    return vmg_cpus_names_have(cpu->features, cpu->feature_count, name);
}

GPtrArray *
vmg_cpus_lacking(const struct vmg_cpu *b, const struct vmg_cpu *a)
{
    GPtrArray *names = g_ptr_array_new();

    for (gsize i = 0; i < a->feature_count; i++)
        if (!vmg_cpus_have(b, a->features[i]))
            g_ptr_array_add(names, (gpointer)a->features[i]);
    return names;
}

/* The list of features that a running guest does not need comes from Intel SDM, volume 4
 * (IA32_ARCH_CAPABILITIES) and volume 2 (CPUID), and AMD APM, volume 3, appendix E. The feature
 * intel-psfd states that a register has a certain bit; the processor has this bit even if CPUID
 * does not state it. Do not add instructions to this list. Do not add features either that bring a
 * register or a state which a guest may be using (spec-ctrl, ssbd, arch-capabilities). */
gboolean
vmg_cpus_is_statement(const char *name)
{
    static const char *const names[] = {
        "erms",
        "fb-clear",
        "fdp-excptn-only",
        "fsrc",
        "fsrm",
        "fsrs",
        "fzrm",
        "ibrs-all",
        "intel-psfd",
        "lfence-always-serializing",
        "md-clear",
        "null-sel-clr-base",
        "pcommit", /* Intel removed this instruction from its plans; no processor has it */
        "prefetchiti",
        "rfds-clear",
        "rsba",
        "skip-l1dfl-vmentry",
        "zero-fcs-fds",
    };

    return g_str_has_suffix(name, "-no") || vmg_cpus_names_have(names, G_N_ELEMENTS(names), name);
}

GPtrArray *
vmg_cpus_missed(const struct vmg_cpu *b, const struct vmg_cpu *a)
{
    g_autoptr(GPtrArray) all = vmg_cpus_lacking(b, a);
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < all->len; i++)
        if (!vmg_cpus_is_statement(all->pdata[i]))
            g_ptr_array_add(names, all->pdata[i]);
    return names;
}

gboolean
vmg_cpus_arch_runs(const char *arch, const char *guest)
{
    static const char *const also[][2] = {
        {"x86_64", "i686"}, {"aarch64", "armv7l"}, {"ppc64", "ppc64le"}, {"ppc64le", "ppc64"}};

    if (!guest || strcmp(arch, guest) == 0)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(also); i++)
        if (strcmp(arch, also[i][0]) == 0 && strcmp(guest, also[i][1]) == 0)
            return TRUE;
    return FALSE;
}

gboolean
vmg_cpus_differ_by_version(const struct vmg_host *a, const struct vmg_host *b)
{
    if (!a->libvirt_version || !b->libvirt_version || !a->qemu_version || !b->qemu_version)
        return FALSE;
    return strcmp(a->libvirt_version, b->libvirt_version) != 0 ||
           strcmp(a->qemu_version, b->qemu_version) != 0;
}

gboolean
vmg_cpus_same_hardware(const struct vmg_host *a, const struct vmg_host *b, const char *virt)
{
    return strcmp(virt, "qemu") == 0 ||
           (a->cpu_signature && g_strcmp0(a->cpu_signature, b->cpu_signature) == 0 &&
            g_strcmp0(a->cpu_vendor, b->cpu_vendor) == 0);
}

static gboolean
is_in_use(const struct vmg_cpu_feature *feature)
{
    return strcmp(feature->policy, "require") == 0 || strcmp(feature->policy, "force") == 0;
}

static void
add_if_lacking(GPtrArray *names, const char *name, const struct vmg_cpu *from,
               const struct vmg_cpu *to)
{
    if (!vmg_cpus_have(to, name) && vmg_cpus_have(from, name))
        g_ptr_array_add(names, (gpointer)name);
}

GPtrArray *
vmg_cpus_guest_lacking(const struct vmg_guest *guest, const struct vmg_cpu *from,
                       const struct vmg_cpu *to)
{
    GPtrArray *names = g_ptr_array_new();

    for (gsize i = 0; i < guest->running_cpu_feature_count; i++)
        add_if_lacking(names, guest->running_cpu_features[i], from, to);
    for (gsize i = 0; guest->running_cpu_feature_count == 0 && i < guest->cpu_feature_count; i++)
        if (is_in_use(guest->cpu_features[i]))
            add_if_lacking(names, guest->cpu_features[i]->name, from, to);
    return names;
}

static void
add_if_unknown(GPtrArray *names, const char *name, const struct vmg_host *host)
{
    if (!vmg_cpus_names_have(host->cpu_names, host->cpu_name_count, name))
        g_ptr_array_add(names, (gpointer)name);
}

GPtrArray *
vmg_cpus_guest_unknown_names(const struct vmg_guest *guest, const struct vmg_host *host)
{
    GPtrArray *names = g_ptr_array_new();

    if (host->cpu_name_count == 0)
        return names;
    for (gsize i = 0; i < guest->running_cpu_name_count; i++)
        add_if_unknown(names, guest->running_cpu_names[i], host);
    for (gsize i = 0; guest->running_cpu_name_count == 0 && i < guest->cpu_feature_count; i++)
        add_if_unknown(names, guest->cpu_features[i]->name, host);
    return names;
}

static gboolean
has_disabled(const struct vmg_guest *guest, const char *name)
{
    for (gsize i = 0; i < guest->cpu_feature_count; i++)
        if (strcmp(guest->cpu_features[i]->name, name) == 0)
            return strcmp(guest->cpu_features[i]->policy, "disable") == 0 ||
                   strcmp(guest->cpu_features[i]->policy, "forbid") == 0;
    return FALSE;
}

GPtrArray *
vmg_cpus_guest_lacking_for_model(const struct vmg_guest *guest, const struct vmg_cpu *from,
                                 const struct vmg_cpu *to)
{
    g_autoptr(GPtrArray) all = vmg_cpus_lacking(to, from);
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < all->len; i++)
        if (!has_disabled(guest, all->pdata[i]))
            g_ptr_array_add(names, all->pdata[i]);
    return names;
}
