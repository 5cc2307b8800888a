/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cpu: both hosts have the same architecture, and the destination has the CPU features that
 * [cpu] match asks for: the same features as the source (identical), all features of the source
 * (superset), or all features that this guest uses (guest).
 *
 * The check compares the features that libvirt can give to guests of this type, because the
 * features of an emulated guest do not come from the host's CPU. The source's stamp says which
 * features the guest's CPU has. If the stamp does not say it and the CPU mode is
 * host-passthrough or maximum, the guest needs all features of the source
 * (https://libvirt.org/formatdomain.html#cpu-model-and-topology).
 *
 * The list of a host also depends on the version of libvirt, which must have a name for a
 * feature, and on the version of QEMU, which must know the feature. If the hardware is the same
 * and only such versions differ, the CPUs do not differ: then the destination only needs the
 * features that the guest runs with. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/cpus.h"

#include <string.h>

enum { NAMED_MAX = 3 }; /* the largest number of features that a finding names */

/* What the check compares: the two hosts, and the lists of CPU features that these hosts have for
 * guests of the same type as this guest. The type is kvm or qemu. */
typedef struct {
    const struct vmg_input *input;
    const struct vmg_guest *guest;
    const struct vmg_host *source, *destination;
    const struct vmg_cpu *from, *to;
    const char *match;
    gboolean versions; /* the hardware is the same, but not the versions of libvirt or QEMU */
} Case;

static const struct vmg_cpu *
find_mode(const struct vmg_host *host, const char *virt)
{
    for (gsize i = 0; i < host->cpu_count; i++)
        if (g_strcmp0(host->cpus[i]->virt, virt) == 0)
            return host->cpus[i];
    return NULL;
}

/* Writes a list of CPU features as "avx2, bmi1 and 3 more". */
static char *
list_names(const GPtrArray *names)
{
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < names->len && i < NAMED_MAX; i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
    if (names->len > NAMED_MAX)
        g_string_append_printf(list, _(" and %u more"), names->len - NAMED_MAX);
    return g_string_free(list, FALSE);
}

/* Appends to TEXT which CPU features HOST lacks: "host-b lacks avx2, bmi1 and 3 more". */
static void
append_lack(GString *text, const struct vmg_host *host, const GPtrArray *names)
{
    g_autofree char *list = names->len ? list_names(names) : NULL;

    if (!list)
        return;
    g_string_append(text, text->len ? "; " : "");
    g_string_append_printf(text, _("%s lacks %s"), host->name, list);
}

static guint
fail(const Case *the_case, const char *code, char *wanted, char *found, char *fix)
{
    vmg_report_take(the_case->input, VMG_FAIL, code, NULL, wanted, found, fix);
    return 1;
}

/* Whether it is unknown which features the guest's CPU has. Then the guest may use every feature
 * of the source. */
static gboolean
takes_all(const struct vmg_guest *guest)
{
    const char *mode = guest->cpu_mode;

    return mode && strcmp(mode, "custom") != 0 && guest->running_cpu_feature_count == 0;
}

static guint
fail_facts(const Case *the_case, const struct vmg_host *host, const char *found)
{
    return fail(the_case, VMG_CODE_CPU_FACTS_MISSING,
                g_strdup_printf(_("facts about the CPU of %s"), host->name), g_strdup(found),
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
        return fail(the_case, VMG_CODE_CPU_ARCH_DIFFERS,
                    g_strdup_printf(_("the architecture of %s: %s"), the_case->source->name, from),
                    g_strdup_printf(_("%s has %s"), the_case->destination->name, to),
                    g_strdup_printf(_("choose a destination with architecture %s"), from));
    if (vmg_cpus_arch_runs(to, the_case->guest->arch) ||
        g_strcmp0(the_case->guest->type, "qemu") == 0)
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
                              "virsh domcapabilities --virttype %s (kvm needs /dev/kvm)"),
                            the_case->destination->name, type));
    the_case->from = the_case->source ? find_mode(the_case->source, type) : NULL;
    if (the_case->source && !the_case->from)
        return fail(the_case, VMG_CODE_CPU_FACTS_MISSING,
                    g_strdup_printf(_("the CPU features that guests of type %s get on %s"), type,
                                    the_case->source->name),
                    g_strdup_printf(_("the facts of %s do not list CPU features for such guests"),
                                    the_case->source->name),
                    g_strdup_printf(_("on %s: systemctl restart virt-migration-guard"),
                                    the_case->source->name));
    return 0;
}

/* The fix: a named CPU model, because a guest with such a model gets the same features on every
 * host that has the model. */
static char *
fix_model(const Case *the_case)
{
    g_autofree char *nova =
        g_strdup_printf(_("in nova.conf on both nodes: [libvirt] cpu_mode = custom and the same "
                          "cpu_models; restart nova-compute; openstack server reboot --hard %s"),
                        the_case->guest->uuid);

    return vmg_fix_guest(
        the_case->input, _("set a <cpu> model for both hosts"),
        _("under System, Advanced Parameters, set Custom CPU Type to a model for both hosts"),
        nova);
}

/* Whether the destination only needs the features that the guest's CPU has. */
static gboolean
compares_guest(const Case *the_case)
{
    if (the_case->versions && the_case->guest->running_cpu_feature_count > 0)
        return TRUE;
    return strcmp(the_case->match, "guest") == 0 && !takes_all(the_case->guest);
}

/* The fix that does not change the guest: another value of [cpu] match, with which fewer
 * features are compared. */
static char *
fix_match(const Case *the_case, const GPtrArray *there)
{
    const char *host = the_case->destination->name;

    if (strcmp(the_case->match, "identical") == 0 && there->len == 0)
        return g_strdup_printf(_("set [cpu] match = superset on %s"), host);
    return g_strdup_printf(_("set [cpu] match = guest on %s"), host);
}

/* The fix for missing features. If the destination lacks features and the guest may use all
 * features of the source, the fix is only a named CPU model. The advice to choose another host is
 * left out then, because the finding already says which features the destination must have. */
static char *
fix_features(const Case *the_case, const GPtrArray *there)
{
    g_autofree char *other = NULL;

    if (takes_all(the_case->guest) && there->len)
        return fix_model(the_case);
    other = compares_guest(the_case) ? fix_model(the_case) : fix_match(the_case, there);
    return g_strdup_printf(_("choose a host with the same CPU as %s; or %s"),
                           the_case->source->name, other);
}

static guint
fail_features(const Case *the_case, const char *which, const GPtrArray *there,
              const GPtrArray *here)
{
    g_autoptr(GString) found = g_string_new(NULL);

    append_lack(found, the_case->destination, there);
    append_lack(found, the_case->source, here);
    return fail(the_case, VMG_CODE_CPU_FEATURES_DIFFER, g_strdup(which), g_strdup(found->str),
                fix_features(the_case, there));
}

static GPtrArray *
find_lacking(const Case *the_case)
{
    if (compares_guest(the_case))
        return vmg_cpus_guest_lacking(the_case->guest, the_case->from, the_case->to);
    if (the_case->versions)
        return vmg_cpus_missed(the_case->to, the_case->from);
    return vmg_cpus_lacking(the_case->to, the_case->from);
}

static char *
describe_wanted(const Case *the_case, gboolean identical)
{
    const char *virt = the_case->to->virt, *source = the_case->source->name;

    if (compares_guest(the_case))
        return g_strdup(_("the CPU features that the guest uses"));
    if (identical)
        return g_strdup_printf(_("the same CPU features for %s guests on both hosts"), virt);
    if (!takes_all(the_case->guest) ||
        (strcmp(the_case->match, "guest") != 0 && !the_case->versions))
        return g_strdup_printf(_("all CPU features for %s guests that %s has"), virt, source);
    return g_strdup_printf(_("all CPU features of %s (CPU mode %s)"), source,
                           the_case->guest->cpu_mode);
}

static guint
judge_features(const Case *the_case)
{
    gboolean identical = strcmp(the_case->match, "identical") == 0 && !the_case->versions;
    g_autoptr(GPtrArray) there = find_lacking(the_case);
    g_autoptr(GPtrArray) here =
        identical ? vmg_cpus_lacking(the_case->from, the_case->to) : g_ptr_array_new();
    g_autofree char *wanted = NULL;

    if (there->len == 0 && here->len == 0)
        return 0;
    wanted = describe_wanted(the_case, identical);
    return fail_features(the_case, wanted, there, here);
}

/* Whether libvirt can always list CPU features on this architecture. If a host has no list all
 * the same, it has a problem, and comparing the models would hide that. */
static gboolean
is_listed_elsewhere(const char *arch)
{
    return strcmp(arch, "x86_64") == 0 || strcmp(arch, "i686") == 0 || strcmp(arch, "s390x") == 0;
}

/* On architectures without lists of features the CPU models must be the same. */
static guint
judge_unlisted(const Case *the_case)
{
    const struct vmg_host *source = the_case->source, *destination = the_case->destination;
    gboolean same =
        (source->cpu_model && g_strcmp0(source->cpu_model, destination->cpu_model) == 0 &&
         g_strcmp0(source->cpu_vendor, destination->cpu_vendor) == 0) ||
        (source->cpu_signature &&
         g_strcmp0(source->cpu_signature, destination->cpu_signature) == 0);

    if (same && !is_listed_elsewhere(destination->arch) &&
        !(the_case->from->flags & VMG_CPU_LISTED) && !(the_case->to->flags & VMG_CPU_LISTED))
        return 0;
    return fail(
        the_case, VMG_CODE_CPU_FEATURES_UNLISTED,
        g_strdup_printf(_("a list of CPU features for %s guests on both hosts"),
                        the_case->to->virt),
        g_strdup_printf(_("libvirt on %s has no such list"),
                        the_case->to->flags & VMG_CPU_LISTED ? source->name : destination->name),
        g_strdup(_("choose a destination with the same CPU model and libvirt version")));
}

static guint
fail_vendor(const Case *the_case, const char *wanted)
{
    return fail(the_case, VMG_CODE_CPU_VENDOR_DIFFERS,
                g_strdup_printf(_("a CPU of vendor %s"), wanted),
                g_strdup_printf(_("the CPU of %s is of vendor %s"), the_case->destination->name,
                                the_case->destination->cpu_vendor),
                g_strdup(_("choose a destination with a CPU of the same vendor")));
}

/* Compares the vendors of the CPUs. With KVM, not only the CPU features depend on the vendor:
 * the guest also sees the vendor's system call instructions, errata and MSRs. The CPU of an
 * emulated guest does not depend on the host's vendor. */
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
fail_unknown(const Case *the_case, const char *code, char *what, char *found)
{
    g_autofree char *model = fix_model(the_case);

    return fail(the_case, code, what, found,
                g_strdup_printf(_("update libvirt and QEMU or %s"), model));
}

static gboolean
knows_model(const struct vmg_cpu *cpu, const char *model)
{
    return cpu->model_count + cpu->partial_model_count == 0 ||
           vmg_cpus_names_have(cpu->models, cpu->model_count, model) ||
           vmg_cpus_names_have(cpu->partial_models, cpu->partial_model_count, model);
}

/* Judges whether the destination knows the CPU model and the features that the guest's
 * definition names. If the stamp has these names, they are used instead of the names in the XML:
 * libvirt sends the CPU of a running guest in the migration cookie, which no hook sees. */
static guint
judge_names(const Case *the_case)
{
    const struct vmg_guest *guest = the_case->guest;
    const char *model = guest->running_cpu_model ? guest->running_cpu_model : guest->cpu_model;
    g_autoptr(GPtrArray) names = vmg_cpus_guest_unknown_names(guest, the_case->destination);
    const char *host = the_case->destination->name;
    g_autofree char *list = NULL;

    if (takes_all(guest))
        return 0;
    if (model && !knows_model(the_case->to, model))
        return fail_unknown(the_case, VMG_CODE_CPU_MODEL_UNKNOWN,
                            g_strdup_printf(_("CPU model %s"), model),
                            g_strdup_printf(_("libvirt on %s does not know this model"), host));
    if (names->len == 0)
        return 0;
    list = list_names(names);
    return fail_unknown(the_case, VMG_CODE_CPU_FEATURE_UNKNOWN,
                        g_strdup_printf(_("CPU features %s"), list),
                        g_strdup_printf(_("%s does not know them"), host));
}

/* Judges a CPU model that the destination can't provide completely: libvirt describes many hosts
 * as a model without some of its features. The guest loses nothing if the destination has every
 * feature of the source, except features that the guest has switched off. If the stamp lists the
 * features of the guest's CPU, judge_features() has compared these features. */
static guint
judge_model(const Case *the_case)
{
    const struct vmg_cpu *to = the_case->to;
    const char *model = the_case->guest->cpu_model;
    g_autoptr(GPtrArray) names = NULL;
    g_autoptr(GString) found = g_string_new(NULL);
    g_autofree char *other = NULL, *fix = NULL;

    if (takes_all(the_case->guest) || the_case->guest->running_cpu_feature_count > 0 || !model ||
        !vmg_cpus_names_have(to->partial_models, to->partial_model_count, model))
        return 0;
    names = vmg_cpus_guest_lacking_for_model(the_case->guest, the_case->from, to);
    if (names->len == 0)
        return 0;
    append_lack(found, the_case->destination, names);
    other = fix_model(the_case);
    fix = g_strdup_printf(_("choose another destination, or %s"), other);
    g_string_append_printf(found, _(" that %s has, so the model is not usable there"),
                           the_case->source->name);
    return fail(the_case, VMG_CODE_CPU_MODEL_UNUSABLE, g_strdup_printf(_("CPU model %s"), model),
                g_strdup(found->str), g_steal_pointer(&fix));
}

static void
report_pass(const Case *the_case)
{
    const char *what =
        the_case->versions ? _("the same CPU; only the versions of libvirt or QEMU differ")
        : strcmp(the_case->match, "identical") == 0 ? _("the same CPU features on both hosts")
        : strcmp(the_case->match, "superset") == 0  ? _("all CPU features of the source")
                                                    : _("all CPU features that the guest uses");
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
        reported = judge_names(the_case);
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
        /* Without facts of the source, the functions below report what they can see on the
         * destination. */
        if (judge_vendor(&the_case) == 0)
            judge_names(&the_case);
    } else if (!vmg_cpus_arch_runs(the_case.destination->arch, the_case.guest->arch)) {
        g_autofree char *found = g_strdup_printf(
            _("the facts do not say which features an emulated %s CPU has"), the_case.guest->arch);

        vmg_report(input, VMG_WARN, VMG_CODE_CPU_EMULATED, NULL,
                   _("the same CPU features on both hosts"), found,
                   _("install the same version of QEMU on both hosts"));
    } else {
        the_case.versions =
            vmg_cpus_differ_by_version(the_case.source, the_case.destination) &&
            vmg_cpus_same_hardware(the_case.source, the_case.destination, the_case.to->virt);
        report_pair(&the_case);
    }
    return 0;
}

const struct vmg_check vmg_check_cpu =
    VMG_CHECK_INIT("cpu", N_("same CPU architecture, and the CPU features that are asked for"),
                   VMG_NEEDS_SOURCE | VMG_NEEDS_DESTINATION, run);
