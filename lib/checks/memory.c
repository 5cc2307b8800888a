/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* memory: the destination has the memory that the guest needs. The check compares the guest's need
 * with two amounts, in KiB, and compares huge pages for each size:
 *
 *   the memory that is available now, minus the memory that is reserved for arriving guests
 *   and that their QEMUs do not hold yet;
 *   the memory that may be committed (overcommit-percent of all memory, minus the reserve),
 *   minus the memory that is committed to guests that run or arrive.
 *
 * Memory that is already reserved for the same guest is not counted, so that a migration can be
 * repeated. */
#include "base/cpuset.h"
#include "base/neutral.h"
#include "checks/checks.h"

#include <inttypes.h>

enum {
    RESERVE_MIB = 1024,
    RESERVE_DIVIDER = 20, /* 5 % */
    PERCENT_MAX = 1000,   /* the largest value of [memory] overcommit-percent */
};

typedef struct {
    guint64 promised;  /* KiB reserved for arriving guests, but not yet used by their QEMUs */
    guint64 committed; /* KiB committed to all guests except the judged guest */
} Sums;

static Sums
sum_up(const struct vmg_input *input)
{
    Sums sums = {0};

    for (size_t i = 0; i < input->destination->commitment_count; i++) {
        const struct vmg_commitment *other = input->destination->commitments[i];

        if (!vmg_is_of_other(input, other))
            continue;
        sums.committed += other->commit_kib;
        if ((other->flags & VMG_GUEST_INCOMING) && other->commit_kib > other->held_kib)
            sums.promised += other->commit_kib - other->held_kib;
    }
    return sums;
}

static guint64
less(guint64 a, guint64 b)
{
    return a > b ? a - b : 0;
}

static guint64
overcommit_percent(const struct vmg_input *input)
{
    return vmg_option_number(input, "overcommit-percent", 100);
}

static guint64
reserve_mib(const struct vmg_input *input)
{
    guint64 total = input->destination->memory_total_kib;

    return vmg_option_number(input, "reserve-mib",
                             MIN(RESERVE_MIB, total / RESERVE_DIVIDER / 1024));
}

/* overcommit-percent of all memory. The multiplication can't overflow if the total is below 2^54
 * KiB. */
static guint64
overcommitted_kib(const struct vmg_input *input)
{
    return input->destination->memory_total_kib / 100 * overcommit_percent(input);
}

/* The memory that may be committed to guests. */
static guint64
commit_limit(const struct vmg_input *input)
{
    return less(overcommitted_kib(input), reserve_mib(input) * 1024);
}

static guint64
mib(guint64 kib)
{
    return kib / 1024;
}

static guint
judge_available(const struct vmg_input *input, const Sums *sums)
{
    const struct vmg_host *host = input->destination;
    guint64 available = less(host->memory_available_kib, sums->promised);
    guint64 need = input->guest->commit_kib;

    if (need <= available)
        return 0;
    return vmg_report_take(input, VMG_FAIL, VMG_CODE_MEMORY_UNAVAILABLE, g_strdup(_("available")),
                           g_strdup_printf(_("%" PRIu64 " MiB available for the guest"), mib(need)),
                           g_strdup_printf(_("%s has %" PRIu64 " MiB available, of which %" PRIu64
                                             " MiB are promised to guests on their way"),
                                           host->name, mib(host->memory_available_kib),
                                           mib(sums->promised)),
                           g_strdup_printf(_("choose another destination, or free %" PRIu64
                                             " MiB on %s: migrate guests away"),
                                           mib(need - available) + 1, host->name));
}

/* The fix: which of reserve-mib and overcommit-percent must be changed to which value, so that
 * NEEDED_KIB may be committed in all. */
static char *
fix_budget(const struct vmg_input *input, guint64 needed_kib)
{
    const struct vmg_host *host = input->destination;
    guint64 percent, hundredth = MAX(host->memory_total_kib / 100, 1);

    if (needed_kib <= overcommitted_kib(input))
        return g_strdup_printf(_("choose another destination; if %s needs less for itself: "
                                 "[memory] reserve-mib = %" PRIu64),
                               host->name, mib(overcommitted_kib(input) - needed_kib));
    percent = (needed_kib + reserve_mib(input) * 1024 + hundredth - 1) / hundredth;
    if (percent > PERCENT_MAX)
        return g_strdup(_("choose a destination with more memory"));
    return g_strdup_printf(_("choose another destination; if %s may commit more: [memory] "
                             "overcommit-percent = %" PRIu64),
                           host->name, percent);
}

static guint
judge_committed(const struct vmg_input *input, const Sums *sums)
{
    guint64 limit = commit_limit(input), need = input->guest->commit_kib;

    if (sums->committed + need <= limit)
        return 0;
    /* If more than the limit was committed before this guest, the guest is not the cause, and
     * the finding is only a warning. */
    return vmg_report_take(
        input, sums->committed > limit ? VMG_WARN : VMG_FAIL, VMG_CODE_MEMORY_COMMITTED,
        g_strdup(_("committed")),
        g_strdup_printf(_("%" PRIu64 " MiB not committed yet"), mib(need)),
        g_strdup_printf(_("%s has committed %" PRIu64 " of %" PRIu64 " MiB (%" PRIu64
                          " %% of %" PRIu64 " MiB, reserve %" PRIu64 " MiB)"),
                        input->destination->name, mib(sums->committed), mib(limit),
                        overcommit_percent(input), mib(input->destination->memory_total_kib),
                        reserve_mib(input)),
        fix_budget(input, sums->committed + need));
}

/* The size of the huge pages in NEED. If NEED names no size, this is the host's default size,
 * which is the first size in the host's list. */
static guint64
size_on(const struct vmg_host *host, const struct vmg_pages *need)
{
    if (need->size_kib)
        return need->size_kib;
    return host->pages_count > 0 ? host->pages[0]->size_kib : 0;
}

/* The memory of those entries of PAGES that have the size SIZE_KIB. An entry without a size has
 * HOST's default size. */
static guint64
pages_of(const struct vmg_host *host, const struct vmg_pages *const *pages, size_t count,
         guint64 size_kib)
{
    guint64 kib = 0;

    for (size_t i = 0; i < count; i++)
        if (size_on(host, pages[i]) == size_kib)
            kib += pages[i]->kib;
    return kib;
}

/* The free memory in huge pages of SIZE_KIB on the NUMA nodes that NEED names. */
static guint64
pages_on_nodes(const struct vmg_host *host, const struct vmg_pages *need, guint64 size_kib)
{
    VmgCpuset wanted, nodes;
    guint64 kib = 0;

    if (!vmg_cpuset_parse(need->nodes, &wanted))
        return 0;
    for (size_t i = 0; i < host->node_pages_count; i++)
        if (host->node_pages[i]->size_kib == size_kib &&
            vmg_cpuset_parse(host->node_pages[i]->nodes, &nodes) &&
            vmg_cpuset_first_beyond(&nodes, &wanted) < 0)
            kib += host->node_pages[i]->kib;
    return kib;
}

/* The huge pages that an arriving guest still takes: all its huge pages minus the huge pages
 * that its QEMU holds already. The size of the held pages is unknown. */
static guint64
missing_pages(const struct vmg_commitment *other)
{
    guint64 kib = 0;

    for (size_t i = 0; i < other->pages_count; i++)
        kib += other->pages[i]->kib;
    return less(kib, other->held_pages_kib);
}

/* The huge pages of SIZE_KIB that are reserved for arriving guests. The pages of running guests
 * are not free any more, so they are not counted here. */
static guint64
promised_pages(const struct vmg_input *input, guint64 size_kib)
{
    const struct vmg_host *host = input->destination;
    guint64 kib = 0;

    for (size_t i = 0; i < host->commitment_count; i++) {
        const struct vmg_commitment *other = host->commitments[i];

        if (vmg_is_of_other(input, other) && (other->flags & VMG_GUEST_INCOMING))
            kib += MIN(pages_of(host, other->pages, other->pages_count, size_kib),
                       missing_pages(other));
    }
    return kib;
}

/* The fix: allocate COUNT more huge pages of SIZE_KIB. */
static char *
fix_pages(const struct vmg_input *input, guint64 size_kib, const char *nodes, guint64 count)
{
    const char *host = input->destination->name;

    if (nodes)
        return g_strdup_printf(_("choose another destination, or on %s: virsh allocpages %" PRIu64
                                 "KiB %" PRIu64 " --add --cellno NODE, with a NODE of %s"),
                               host, size_kib, count, nodes);
    return g_strdup_printf(_("choose another destination, or on %s: virsh allocpages %" PRIu64
                             "KiB %" PRIu64 " --add"),
                           host, size_kib, count);
}

static guint
refuse_pages(const struct vmg_input *input, guint64 size_kib, const char *nodes, guint64 need_kib,
             guint64 free_kib)
{
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_HUGE_PAGES_MISSING,
        nodes
            ? g_strdup_printf(_("huge pages of %" PRIu64 " KiB on NUMA nodes %s"), size_kib, nodes)
            : g_strdup_printf(_("huge pages of %" PRIu64 " KiB"), size_kib),
        g_strdup_printf(_("%" PRIu64 " MiB free"), mib(need_kib)),
        g_strdup_printf(_("%" PRIu64 " MiB on %s"), mib(free_kib), input->destination->name),
        fix_pages(input, size_kib, nodes, (need_kib - free_kib + size_kib - 1) / MAX(size_kib, 1)));
}

/* Judges the sum of all huge pages of the guest that have the same size as NEED. */
static guint
judge_size(const struct vmg_input *input, const struct vmg_pages *need)
{
    const struct vmg_host *host = input->destination;
    guint64 size = size_on(host, need);
    guint64 kib = pages_of(host, input->guest->pages, input->guest->pages_count, size);
    guint64 free_kib =
        less(pages_of(host, host->pages, host->pages_count, size), promised_pages(input, size));

    return kib > free_kib ? refuse_pages(input, size, NULL, kib, free_kib) : 0;
}

/* Judges huge pages on certain NUMA nodes. It is unknown on which nodes arriving guests get
 * their huge pages, so all huge pages of arriving guests are counted on these nodes. */
static guint
judge_nodes(const struct vmg_input *input, const struct vmg_pages *need)
{
    const struct vmg_host *host = input->destination;
    guint64 size = size_on(host, need);
    guint64 free_kib = less(pages_on_nodes(host, need, size), promised_pages(input, size));

    return need->kib > free_kib ? refuse_pages(input, size, need->nodes, need->kib, free_kib) : 0;
}

static guint
judge_pages(const struct vmg_input *input, size_t at)
{
    const struct vmg_host *host = input->destination;
    const struct vmg_pages *need = input->guest->pages[at];
    gboolean first = pages_of(host, input->guest->pages, at, size_on(host, need)) == 0;
    guint reported = first ? judge_size(input, need) : 0;

    if (reported == 0 && need->nodes && host->node_pages_count > 0)
        reported = judge_nodes(input, need);
    return reported;
}

static void
report_enough(const struct vmg_input *input, const Sums *sums)
{
    g_autofree char *found = g_strdup_printf(
        _("%" PRIu64 " MiB needed, %" PRIu64 " MiB available"), mib(input->guest->commit_kib),
        mib(less(input->destination->memory_available_kib, sums->promised)));

    vmg_report(input, VMG_PASS, NULL, NULL, _("memory for the guest"), found, NULL);
}

static int
run(const struct vmg_input *input)
{
    guint reported;
    Sums sums;

    if (!input->destination)
        return 0;
    if (!(input->destination->flags & VMG_HOST_KNOWS_GUESTS)) {
        vmg_report(input, VMG_FAIL, VMG_CODE_MEMORY_FACTS_MISSING, NULL,
                   _("facts about the destination's guests"), _("there are none yet"),
                   _("try again in a few seconds"));
        return 0;
    }
    sums = sum_up(input);
    reported = judge_available(input, &sums);
    reported += judge_committed(input, &sums);
    for (size_t i = 0; i < input->guest->pages_count; i++)
        reported += judge_pages(input, i);
    if (reported == 0)
        report_enough(input, &sums);
    return 0;
}

const struct vmg_check vmg_check_memory =
    VMG_CHECK_INIT("memory", N_("the destination has the free memory the guest needs"),
                   VMG_NEEDS_DESTINATION, run);
