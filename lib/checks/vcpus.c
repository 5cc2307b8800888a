/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vcpus: the destination has the CPUs that the guest needs: at least as many threads as the
 * guest has vCPUs, and the CPUs that the guest is pinned to. The vCPUs of all guests together
 * are not more than [vcpus] overcommit-ratio allows. */
#include "base/cpuset.h"
#include "base/neutral.h"
#include "checks/checks.h"

#include <inttypes.h>

static char *
fix_threads(const struct vmg_input *input)
{
    guint32 threads = input->destination->cpu_threads;
    g_autofree char *xml = g_strdup_printf(_("set <vcpu> to %u or less"), threads);
    g_autofree char *portal =
        g_strdup_printf(_("under System, set Total Virtual CPUs to %u or less"), threads);
    g_autofree char *nova =
        g_strdup_printf(_("openstack server resize --flavor FLAVOR %s, with a FLAVOR of %u vCPUs "
                          "or less"),
                        input->guest->uuid, threads);
    g_autofree char *guest = vmg_fix_guest(input, xml, portal, nova);

    return g_strdup_printf(_("choose a host with more CPUs, or give the guest fewer: %s"), guest);
}

static guint
report_threads(const struct vmg_input *input, enum vmg_result result, char *wanted)
{
    const struct vmg_host *host = input->destination;

    return vmg_report_take(
        input, result, result == VMG_FAIL ? VMG_CODE_VCPUS_ABOVE_THREADS : VMG_CODE_VCPUS_MAXIMUM,
        NULL, wanted, g_strdup_printf(_("%s has %u"), host->name, host->cpu_threads),
        fix_threads(input));
}

/* Compares the number of vCPUs with the number of the host's threads. If only the maximum number
 * is too high, this is a warning: oVirt gives each guest a high maximum, and most of these vCPUs
 * are never plugged in. */
static guint
judge_threads(const struct vmg_input *input)
{
    const struct vmg_guest *guest = input->guest;
    guint32 threads = input->destination->cpu_threads;

    if (threads && guest->vcpus_plugged > threads)
        return report_threads(input, VMG_FAIL,
                              g_strdup_printf(_("%u host threads, as %s has vCPUs"),
                                              guest->vcpus_plugged, guest->name));
    if (threads && guest->vcpus > threads)
        return report_threads(
            input, VMG_WARN,
            g_strdup_printf(_("%u host threads, as many vCPUs as %s can be given"), guest->vcpus,
                            guest->name));
    return 0;
}

static guint64
committed(const struct vmg_input *input)
{
    guint64 vcpus = 0;

    for (size_t i = 0; i < input->destination->commitment_count; i++) {
        const struct vmg_commitment *other = input->destination->commitments[i];

        if (vmg_is_of_other(input, other))
            vcpus += other->vcpus;
    }
    return vcpus;
}

static guint
judge_ratio(const struct vmg_input *input)
{
    const struct vmg_host *host = input->destination;
    guint64 ratio = vmg_option_number(input, "overcommit-ratio", 0);
    guint64 limit = ratio * host->cpu_threads, others = committed(input);

    if (ratio == 0 || others + input->guest->vcpus_plugged <= limit)
        return 0;
    return vmg_report_take(
        input, others > limit ? VMG_WARN : VMG_FAIL, VMG_CODE_VCPUS_COMMITTED,
        g_strdup(_("overcommit")),
        g_strdup_printf(_("at most %" PRIu64 " vCPUs on %u threads of %s"), limit,
                        host->cpu_threads, host->name),
        g_strdup_printf(_("%" PRIu64 " of its guests and %u of this one"), others,
                        input->guest->vcpus_plugged),
        g_strdup_printf(_("choose another destination; if %s may run more: [vcpus] "
                          "overcommit-ratio = %" PRIu64),
                        host->name,
                        (others + input->guest->vcpus_plugged + host->cpu_threads - 1) /
                            MAX(host->cpu_threads, 1)));
}

/* The fix for pinning. virsh can change the pinning while the guest runs. If a manager has
 * started the guest, the guest must be changed in the manager and started anew. */
static char *
fix_pin(const struct vmg_input *input)
{
    const char *guest = input->guest->name;
    g_autofree char *nova = NULL, *anew = NULL;

    if (vmg_is_managed_by(input, VMG_MANAGER_NONE))
        return g_strdup_printf(_("choose a host that has them, or pin the guest to others: virsh "
                                 "vcpupin %s, virsh emulatorpin %s or virsh iothreadpin %s"),
                               guest, guest, guest);
    nova = g_strdup_printf(_("openstack server resize --flavor FLAVOR %s, with a FLAVOR that has "
                             "no hw:cpu_policy = dedicated"),
                           input->guest->uuid);
    anew = vmg_fix_guest(input, _("change its <cputune>"),
                         _("under Resource Allocation, change the CPU pinning"), nova);
    return g_strdup_printf(_("choose a host that has them, or pin the guest to others: %s"), anew);
}

static guint
judge_pin(const struct vmg_input *input, const struct vmg_pin *pin, const VmgCpuset *online)
{
    const struct vmg_host *host = input->destination;
    VmgCpuset set;
    gint beyond;

    beyond = vmg_cpuset_parse(pin->cpuset, &set) ? vmg_cpuset_first_beyond(&set, online) : 0;
    if (beyond < 0)
        return 0;
    return vmg_report_take(input, VMG_FAIL, VMG_CODE_PINNED_CPU_MISSING,
                           g_strdup_printf(_("pinning of %s"), _(pin->what)),
                           g_strdup_printf(_("the host CPUs %s"), pin->cpuset),
                           g_strdup_printf(_("%s has %s"), host->name, host->cpus_online),
                           fix_pin(input));
}

static guint
judge_pins(const struct vmg_input *input)
{
    guint reported = 0;
    VmgCpuset online;

    if (!input->destination->cpus_online ||
        !vmg_cpuset_parse(input->destination->cpus_online, &online))
        return 0;
    for (size_t i = 0; i < input->guest->pin_count; i++)
        reported += judge_pin(input, input->guest->pins[i], &online);
    return reported;
}

static void
report_enough(const struct vmg_input *input)
{
    g_autofree char *found =
        g_strdup_printf(_("%u for %u host threads of %s"), input->guest->vcpus_plugged,
                        input->destination->cpu_threads, input->destination->name);

    vmg_report(input, VMG_PASS, NULL, NULL, _("CPUs for the guest"), found, NULL);
}

static int
run(const struct vmg_input *input)
{
    guint reported;

    if (!input->destination)
        return 0;
    reported = judge_threads(input);
    reported += judge_ratio(input);
    reported += judge_pins(input);
    if (reported == 0)
        report_enough(input);
    return 0;
}

const struct vmg_check vmg_check_vcpus = VMG_CHECK_INIT(
    "vcpus", N_("the destination has the CPUs the guest needs"), VMG_NEEDS_DESTINATION, run);
