/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cpu: same architecture, and the CPU features that [cpu] match asks for:
 * identical ones on both hosts, all of the source's on the destination
 * (superset), or all that this guest uses (guest).
 *
 * What counts are the features that libvirt can give to guests of this guest's
 * type on either host: an emulated guest's do not come from the host's CPU. A
 * running host-model guest arrives as a named model with features; the XML of
 * host-passthrough and maximum does not say what the guest got, so they need
 * all that the source has
 * (https://libvirt.org/formatdomain.html#cpu-model-and-topology). */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

enum { NAMED_MAX = 10 }; /* features that a finding names */

/* What is being compared; the two modes are of the guest's type. */
typedef struct {
    const struct vmg_input *input;
    const struct vmg_guest *guest;
    const struct vmg_host *source, *destination;
    const struct vmg_cpu *from, *to;
    const char *match;
} Case;

static const struct vmg_cpu *
find_mode(const struct vmg_host *host, const char *virt)
{
    for (gsize i = 0; i < host->cpu_count; i++)
        if (g_strcmp0(host->cpus[i]->virt, virt) == 0)
            return host->cpus[i];
    return NULL;
}

static gboolean
has_name(const char *const *names, gsize count, const char *name)
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

static gboolean
has_feature(const struct vmg_cpu *cpu, const char *name)
{
    return has_name(cpu->features, cpu->feature_count, name);
}

static gboolean
is_in_use(const struct vmg_cpu_feature *feature)
{
    return strcmp(feature->policy, "require") == 0 || strcmp(feature->policy, "force") == 0;
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

/* The features of A that B has not. */
static GPtrArray *
lacking(const struct vmg_cpu *b, const struct vmg_cpu *a)
{
    GPtrArray *names = g_ptr_array_new();

    for (gsize i = 0; i < a->feature_count; i++)
        if (!has_feature(b, a->features[i]))
            g_ptr_array_add(names, (gpointer)a->features[i]);
    return names;
}

/* What the guest has switched on and the destination lacks. A feature that
 * libvirt does not list on the source either, where the guest runs with it, is
 * one that it does not know how to list. */
static GPtrArray *
lacking_for_guest(const Case *the_case)
{
    GPtrArray *names = g_ptr_array_new();

    for (gsize i = 0; i < the_case->guest->cpu_feature_count; i++) {
        const struct vmg_cpu_feature *feature = the_case->guest->cpu_features[i];

        if (is_in_use(feature) && !has_feature(the_case->to, feature->name) &&
            has_feature(the_case->from, feature->name))
            g_ptr_array_add(names, (gpointer)feature->name);
    }
    return names;
}

/* What the source has, the guest has not switched off, and the destination lacks. */
static GPtrArray *
lacking_for_model(const Case *the_case)
{
    g_autoptr(GPtrArray) all = lacking(the_case->to, the_case->from);
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < all->len; i++)
        if (!has_disabled(the_case->guest, all->pdata[i]))
            g_ptr_array_add(names, all->pdata[i]);
    return names;
}

/* "host-b lacks avx2, bmi1 and 3 more" */
static void
append_lack(GString *text, const struct vmg_host *host, const GPtrArray *names)
{
    g_autoptr(GString) list = g_string_new(NULL);

    if (names->len == 0)
        return;
    for (guint i = 0; i < names->len && i < NAMED_MAX; i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
    if (names->len > NAMED_MAX)
        g_string_append_printf(list, _(" and %u more"), names->len - NAMED_MAX);
    g_string_append(text, text->len ? "; " : "");
    g_string_append_printf(text, _("%s lacks %s"), host->name, list->str);
}

static guint
fail(const Case *the_case, const char *code, char *wanted, char *found, char *fix)
{
    return vmg_report_take(the_case->input, VMG_FAIL, code, NULL, wanted, found, fix);
}

/* Whether the mode says nothing of what the guest got: then it may be anything
 * that the source has. */
static gboolean
takes_all(const struct vmg_guest *guest)
{
    const char *mode = guest->cpu_mode;

    return mode && strcmp(mode, "custom") != 0;
}

/* Guests that hosts of ARCH run themselves, without emulation. */
static gboolean
runs_natively(const char *arch, const char *guest)
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

static guint
fail_facts(const Case *the_case, const struct vmg_host *host, const char *found)
{
    return fail(the_case, VMG_CODE_CPU_FACTS_MISSING,
                g_strdup_printf(_("the CPU facts of %s"), host->name), g_strdup(found),
                g_strdup_printf(_("on %s: update virt-migration-guard to the version of the other "
                                  "host, then: systemctl restart virt-migration-guard"),
                                host->name));
}

static guint
judge_arch(const Case *the_case)
{
    const char *from = the_case->source ? the_case->source->arch : NULL,
               *to = the_case->destination->arch;

    if (!to)
        return fail_facts(the_case, the_case->destination, _("its facts have no architecture"));
    if (the_case->source && !from)
        return fail_facts(the_case, the_case->source, _("its facts have no architecture"));
    if (from && strcmp(from, to) != 0)
        return fail(
            the_case, VMG_CODE_CPU_ARCH_DIFFERS,
            g_strdup_printf(_("one architecture (%s has %s)"), the_case->source->name, from),
            g_strdup_printf(_("%s has %s"), the_case->destination->name, to),
            g_strdup_printf(_("choose a destination with architecture %s"), from));
    if (runs_natively(to, the_case->guest->arch) || g_strcmp0(the_case->guest->type, "qemu") == 0)
        return 0;
    return fail(
        the_case, VMG_CODE_CPU_ARCH_DIFFERS,
        g_strdup_printf(_("a host that runs %s guests"), the_case->guest->arch),
        g_strdup_printf(_("%s has %s"), the_case->destination->name, to),
        g_strdup_printf(_("choose a destination with architecture %s"), the_case->guest->arch));
}

static guint
judge_type(Case *the_case)
{
    const char *type = the_case->guest->type ? the_case->guest->type : "unknown";

    if (the_case->destination->cpu_count == 0)
        return fail_facts(the_case, the_case->destination, _("its facts have no CPU features"));
    if (the_case->source && the_case->source->cpu_count == 0)
        return fail_facts(the_case, the_case->source, _("its facts have no CPU features"));
    the_case->to = find_mode(the_case->destination, type);
    if (!the_case->to)
        return fail(
            the_case, VMG_CODE_GUEST_TYPE_UNSUPPORTED,
            g_strdup_printf(_("guests of type %s"), type),
            g_strdup_printf(_("%s can't run them"), the_case->destination->name),
            g_strdup_printf(_("choose another destination; if %s should run them, see there: "
                              "virsh domcapabilities --virttype %s (kvm needs "
                              "virtualization in the firmware, and /dev/kvm)"),
                            the_case->destination->name, type));
    the_case->from = the_case->source ? find_mode(the_case->source, type) : NULL;
    if (the_case->source && !the_case->from)
        return fail(the_case, VMG_CODE_CPU_FACTS_MISSING,
                    g_strdup_printf(_("the CPU features of guests of type %s on both hosts"), type),
                    g_strdup_printf(_("the facts of %s do not say them"), the_case->source->name),
                    g_strdup_printf(_("on %s: systemctl restart virt-migration-guard"),
                                    the_case->source->name));
    return 0;
}

/* A guest with a named model gets the same features on every host that has the model. */
static char *
fix_model(const Case *the_case)
{
    g_autofree char *nova = g_strdup_printf(
        _("in nova.conf of both compute nodes, section [libvirt]: set cpu_mode = custom and "
          "cpu_models = a model that both have, and restart nova-compute; then: openstack server "
          "reboot --hard %s"),
        the_case->guest->uuid);

    return vmg_fix_guest(the_case->input,
                         _("give it a CPU model that virsh domcapabilities calls usable on both "
                           "hosts"),
                         _("under System, Advanced Parameters, set Custom CPU Type to a model that "
                           "both hosts have"),
                         nova);
}

static char *
fix_features(const Case *the_case, const GPtrArray *there)
{
    const char *host = the_case->destination->name;

    if (takes_all(the_case->guest) && there->len)
        return fix_model(the_case);
    if (strcmp(the_case->match, "identical") == 0 && there->len == 0)
        return g_strdup_printf(_("set [cpu] match = superset in guard.conf on %s, as it has all "
                                 "that is needed"),
                               host);
    if (strcmp(the_case->match, "guest") != 0)
        return g_strdup_printf(_("set [cpu] match = guest in guard.conf on %s, to compare only "
                                 "what the guest uses"),
                               host);
    return fix_model(the_case);
}

static guint
fail_features(const Case *the_case, const char *which, const GPtrArray *there,
              const GPtrArray *here)
{
    g_autoptr(GString) found = g_string_new(NULL);
    g_autofree char *other = fix_features(the_case, there);

    append_lack(found, the_case->destination, there);
    append_lack(found, the_case->source, here);
    return fail(the_case, VMG_CODE_CPU_FEATURES_DIFFER, g_strdup(which), g_strdup(found->str),
                g_strdup_printf(_("choose a destination with the CPU of %s; or bring both hosts to "
                                  "the same firmware, microcode, kernel and QEMU; or %s"),
                                the_case->source->name, other));
}

static guint
judge_features(const Case *the_case)
{
    gboolean identical = strcmp(the_case->match, "identical") == 0;
    gboolean all =
        identical || strcmp(the_case->match, "superset") == 0 || takes_all(the_case->guest);
    g_autoptr(GPtrArray) there =
        all ? lacking(the_case->to, the_case->from) : lacking_for_guest(the_case);
    g_autoptr(GPtrArray) here =
        identical ? lacking(the_case->from, the_case->to) : g_ptr_array_new();
    g_autofree char *which = NULL;

    if (there->len == 0 && here->len == 0)
        return 0;
    if (identical)
        which = g_strdup_printf(_("the same CPU features for %s guests on both hosts"),
                                the_case->to->virt);
    else if (strcmp(the_case->match, "superset") == 0)
        which = g_strdup_printf(_("all CPU features for %s guests that %s has"), the_case->to->virt,
                                the_case->source->name);
    else if (all)
        which = g_strdup_printf(_("all CPU features that %s has, as the guest's CPU is %s"),
                                the_case->source->name, the_case->guest->cpu_mode);
    else
        which = g_strdup(_("the CPU features that the guest uses"));
    return fail_features(the_case, which, there, here);
}

/* Where libvirt can list features, a host that does not has a fault. */
static gboolean
is_listed_elsewhere(const char *arch)
{
    return strcmp(arch, "x86_64") == 0 || strcmp(arch, "i686") == 0 || strcmp(arch, "s390x") == 0;
}

/* On other architectures only the same CPU will do. */
static guint
judge_unlisted(const Case *the_case)
{
    const struct vmg_host *source = the_case->source, *destination = the_case->destination;
    gboolean same = source->cpu_model &&
                    g_strcmp0(source->cpu_model, destination->cpu_model) == 0 &&
                    g_strcmp0(source->cpu_vendor, destination->cpu_vendor) == 0;

    if (same && !is_listed_elsewhere(destination->arch) &&
        !(the_case->from->flags & VMG_CPU_LISTED) && !(the_case->to->flags & VMG_CPU_LISTED))
        return 0;
    return fail(
        the_case, VMG_CODE_CPU_FEATURES_UNLISTED,
        g_strdup_printf(_("CPU features for %s guests that can be compared"), the_case->to->virt),
        g_strdup_printf(_("libvirt does not list those of %s"),
                        the_case->to->flags & VMG_CPU_LISTED ? source->name : destination->name),
        g_strdup(_("choose a destination with the same CPU model and libvirt version")));
}

static guint
fail_vendor(const Case *the_case, const char *wanted)
{
    return fail(the_case, VMG_CODE_CPU_VENDOR_DIFFERS,
                g_strdup_printf(_("a CPU of vendor %s"), wanted),
                g_strdup_printf(_("%s has one of vendor %s"), the_case->destination->name,
                                the_case->destination->cpu_vendor),
                g_strdup(_("choose a destination with a CPU of the same vendor")));
}

/* KVM passes on what differs between vendors beside the features: system calls,
 * errata, MSRs. An emulated CPU has no vendor but the guest's. */
static guint
judge_vendor(const Case *the_case)
{
    const char *to = the_case->destination->cpu_vendor;
    const char *from = the_case->source ? the_case->source->cpu_vendor : NULL;

    if (!to || strcmp(the_case->to->virt, "qemu") == 0)
        return 0;
    if (the_case->guest->cpu_vendor && strcmp(the_case->guest->cpu_vendor, to) != 0)
        return fail_vendor(the_case, the_case->guest->cpu_vendor);
    if (from && strcmp(from, to) != 0 &&
        (strcmp(the_case->match, "guest") != 0 || takes_all(the_case->guest)))
        return fail_vendor(the_case, from);
    return 0;
}

static guint
fail_unknown_model(const Case *the_case)
{
    return fail(the_case, VMG_CODE_CPU_MODEL_UNKNOWN,
                g_strdup_printf(_("CPU model %s"), the_case->guest->cpu_model),
                g_strdup_printf(_("libvirt on %s does not know it"), the_case->destination->name),
                g_strdup_printf(_("choose another destination, or update libvirt and QEMU on %s"),
                                the_case->destination->name));
}

/* A model that can't be had as it is can be had without what it lacks: it is how
 * libvirt describes many hosts. Nothing is lost where the destination has all
 * that the source has, but for what the guest has switched off. */
static guint
judge_model(const Case *the_case)
{
    const struct vmg_cpu *to = the_case->to;
    const char *model = the_case->guest->cpu_model;
    g_autoptr(GPtrArray) names = NULL;
    g_autoptr(GString) found = g_string_new(NULL);
    g_autofree char *other = NULL, *fix = NULL;

    if (takes_all(the_case->guest) || !model || has_name(to->models, to->model_count, model) ||
        to->model_count + to->partial_model_count == 0)
        return 0;
    if (!has_name(to->partial_models, to->partial_model_count, model))
        return fail_unknown_model(the_case);
    if (!the_case->source)
        return 0;
    names = lacking_for_model(the_case);
    if (names->len == 0)
        return 0;
    append_lack(found, the_case->destination, names);
    other = fix_model(the_case);
    fix = g_strdup_printf(_("choose another destination, or give the guest another CPU model: %s"),
                          other);
    g_string_append_printf(found, _(" that %s has, so the model is not usable there as it is"),
                           the_case->source->name);
    return fail(the_case, VMG_CODE_CPU_MODEL_UNUSABLE, g_strdup_printf(_("CPU model %s"), model),
                g_strdup(found->str), g_steal_pointer(&fix));
}

static void
report_pass(const Case *the_case)
{
    const char *what =
        strcmp(the_case->match, "identical") == 0  ? _("the same CPU features on both hosts")
        : strcmp(the_case->match, "superset") == 0 ? _("all CPU features of the source")
                                                   : _("all CPU features the guest uses");
    g_autofree char *found = g_strdup_printf(_("%s has all required CPU features (%s guests)"),
                                             the_case->destination->name, the_case->to->virt);

    vmg_report(the_case->input, VMG_PASS, NULL, NULL, what, found, NULL);
}

static void
report_pair(const Case *the_case)
{
    gboolean listed =
        (the_case->from->flags & VMG_CPU_LISTED) && (the_case->to->flags & VMG_CPU_LISTED);
    guint reported = judge_vendor(the_case);

    if (reported == 0)
        reported = listed ? judge_features(the_case) : judge_unlisted(the_case);
    if (reported == 0)
        reported = judge_model(the_case);
    if (reported == 0)
        report_pass(the_case);
}

static int
run(const struct vmg_input *input)
{
    const char *match = input->option(input, "match");
    Case the_case = {.input = input,
                     .guest = input->guest,
                     .source = input->source,
                     .destination = input->destination,
                     .match = match};

    if (!the_case.destination || judge_arch(&the_case) > 0 || judge_type(&the_case) > 0)
        return 0;
    if (!the_case.source) {
        /* The rest says what it can without the source. */
        if (judge_vendor(&the_case) == 0)
            judge_model(&the_case);
    } else if (!runs_natively(the_case.destination->arch, the_case.guest->arch)) {
        g_autofree char *found = g_strdup_printf(
            _("the facts do not say which features an emulated %s CPU has"), the_case.guest->arch);

        vmg_report(input, VMG_WARN, VMG_CODE_CPU_EMULATED, NULL,
                   _("the same CPU features on both hosts"), found,
                   _("install the same version of QEMU on both hosts"));
    } else {
        report_pair(&the_case);
    }
    return 0;
}

const struct vmg_check vmg_check_cpu =
    VMG_CHECK_INIT("cpu", N_("same CPU architecture, and the CPU features that are asked for"),
                   VMG_NEEDS_SOURCE | VMG_NEEDS_DESTINATION, run);
