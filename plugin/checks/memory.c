/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* memory: the destination has the free memory that the guest needs. Two sums,
 * both in KiB, and the huge pages by size:
 *
 *   what is available now, less what is promised to guests on their way and not
 *   in their QEMUs' hands yet;
 *   what may be committed (overcommit-percent of all, less the reserve), less
 *   what is committed to its guests and those on their way.
 *
 * A guest counts once, and not against itself: a repeated migration is the same. */
#include "checks.h"
#include "cpuset.h"

enum { RESERVE_MIB = 1024, RESERVE_DIVIDER = 20 /* 5 % */ };

typedef struct {
    guint64 promised;  /* to guests on their way, not in their hands yet */
    guint64 committed; /* to all */
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

/* What may be committed; a percentage of a total below 2^54 KiB can't overflow. */
static guint64
commit_limit(const struct vmg_input *input)
{
    guint64 total = input->destination->memory_total_kib;
    guint64 reserve_mib =
        vmg_option_number(input, "reserve-mib", MIN(RESERVE_MIB, total / RESERVE_DIVIDER / 1024));

    return less(total / 100 * vmg_option_number(input, "overcommit-percent", 100),
                reserve_mib * 1024);
}

static char *
mib(guint64 kib, const char *what)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT " MiB%s", kib / 1024, what);
}

static gboolean
judge_available(const struct vmg_input *input, const Sums *sums)
{
    const struct vmg_host *host = input->destination;
    guint64 available = less(host->memory_available_kib, sums->promised);
    g_autofree char *wanted = NULL, *left = NULL, *promised = NULL, *found = NULL;

    if (input->guest->commit_kib <= available)
        return FALSE;
    wanted = mib(input->guest->commit_kib, " available for the guest");
    left = mib(available, "");
    promised = mib(sums->promised, " are promised to guests on their way");
    found = g_strdup_printf("%s on %s, where %s", left, host->name, promised);
    vmg_report(input, VMG_FAIL, "available", wanted, found,
               "choose a destination with more free memory, or free some there");
    return TRUE;
}

static gboolean
judge_committed(const struct vmg_input *input, const Sums *sums)
{
    guint64 limit = commit_limit(input);
    g_autofree char *wanted = NULL, *found = NULL, *room = NULL, *taken = NULL;

    if (sums->committed + input->guest->commit_kib <= limit)
        return FALSE;
    wanted = mib(input->guest->commit_kib, " that are not committed to guests");
    room = mib(less(limit, sums->committed), "");
    taken = mib(sums->committed, " are committed already");
    found = g_strdup_printf("%s on %s, where %s", room, input->destination->name, taken);
    /* Where the host was overcommitted before, this guest is not the cause. */
    vmg_report(input, sums->committed > limit ? VMG_WARN : VMG_FAIL, "committed", wanted, found,
               "choose a destination with fewer guests, or raise [memory] overcommit-percent in "
               "guard.conf there");
    return TRUE;
}

static guint64
pages_of(const struct vmg_pages *const *pages, size_t count, guint64 size_kib)
{
    guint64 kib = 0;

    for (size_t i = 0; i < count; i++)
        if (pages[i]->size_kib == size_kib)
            kib += pages[i]->kib;
    return kib;
}

/* On the nodes that NEED names. */
static guint64
pages_on_nodes(const struct vmg_host *host, const struct vmg_pages *need, guint64 size_kib)
{
    VmgCpuset wanted, its;
    guint64 kib = 0;

    if (!vmg_cpuset_parse(need->nodes, &wanted))
        return 0;
    for (size_t i = 0; i < host->node_pages_count; i++)
        if (host->node_pages[i]->size_kib == size_kib &&
            vmg_cpuset_parse(host->node_pages[i]->nodes, &its) &&
            vmg_cpuset_first_beyond(&its, &wanted) < 0)
            kib += host->node_pages[i]->kib;
    return kib;
}

/* Pages of guests on their way; of those that run the kernel has taken theirs. */
static guint64
promised_pages(const struct vmg_input *input, guint64 size_kib)
{
    guint64 kib = 0;

    for (size_t i = 0; i < input->destination->commitment_count; i++) {
        const struct vmg_commitment *other = input->destination->commitments[i];

        if (vmg_is_of_other(input, other) && (other->flags & VMG_GUEST_INCOMING))
            kib += pages_of(other->pages, other->pages_count, size_kib);
    }
    return kib;
}

/* The default size is the first that the host lists. */
static guint64
size_on(const struct vmg_host *host, const struct vmg_pages *need)
{
    if (need->size_kib)
        return need->size_kib;
    return host->pages_count > 0 ? host->pages[0]->size_kib : 0;
}

static gboolean
refuse_pages(const struct vmg_input *input, guint64 size_kib, const char *nodes, guint64 need_kib,
             guint64 free_kib)
{
    g_autofree char *subject =
        g_strdup_printf("huge pages of %" G_GUINT64_FORMAT " KiB%s%s", size_kib,
                        nodes ? " on NUMA nodes " : "", nodes ? nodes : "");
    g_autofree char *wanted = mib(need_kib, " free");
    g_autofree char *left = mib(free_kib, "");
    g_autofree char *found = g_strdup_printf("%s on %s", left, input->destination->name);

    vmg_report(input, VMG_FAIL, subject, wanted, found,
               "reserve more on the destination (virsh allocpages), or choose another");
    return TRUE;
}

/* All of the guest's pages of that size together. */
static gboolean
judge_size(const struct vmg_input *input, const struct vmg_pages *need)
{
    const struct vmg_host *host = input->destination;
    guint64 size = size_on(host, need);
    guint64 kib = pages_of(input->guest->pages, input->guest->pages_count, need->size_kib);
    guint64 free_kib =
        less(pages_of(host->pages, host->pages_count, size), promised_pages(input, need->size_kib));

    return kib > free_kib && refuse_pages(input, size, NULL, kib, free_kib);
}

/* Where guests on their way get theirs is not known: they may be on these nodes. */
static gboolean
judge_nodes(const struct vmg_input *input, const struct vmg_pages *need)
{
    const struct vmg_host *host = input->destination;
    guint64 size = size_on(host, need);
    guint64 free_kib =
        less(pages_on_nodes(host, need, size), promised_pages(input, need->size_kib));

    return need->kib > free_kib && refuse_pages(input, size, need->nodes, need->kib, free_kib);
}

static gboolean
judge_pages(const struct vmg_input *input, size_t at)
{
    const struct vmg_pages *need = input->guest->pages[at];
    gboolean first = pages_of(input->guest->pages, at, need->size_kib) == 0;

    if (first && judge_size(input, need))
        return TRUE;
    return need->nodes && input->destination->node_pages_count > 0 && judge_nodes(input, need);
}

static void
report_enough(const struct vmg_input *input, const Sums *sums)
{
    g_autofree char *need = mib(input->guest->commit_kib, "");
    g_autofree char *left =
        mib(less(input->destination->memory_available_kib, sums->promised), " available");
    g_autofree char *found = g_strdup_printf("%s needed, %s", need, left);

    vmg_report(input, VMG_PASS, NULL, "memory for the guest", found, NULL);
}

static int
run(const struct vmg_input *input)
{
    gboolean reported;
    Sums sums;

    if (!input->destination)
        return 0;
    if (!(input->destination->flags & VMG_HOST_KNOWS_GUESTS)) {
        vmg_report(input, VMG_FAIL, NULL, "facts about the destination's guests",
                   "there are none yet", "try again in a few seconds");
        return 0;
    }
    sums = sum_up(input);
    reported = judge_available(input, &sums);
    reported = judge_committed(input, &sums) || reported;
    for (size_t i = 0; i < input->guest->pages_count; i++)
        reported = judge_pages(input, i) || reported;
    if (!reported)
        report_enough(input, &sums);
    return 0;
}

const struct vmg_check vmg_check_memory = VMG_CHECK_INIT(
    "memory", "the destination has the free memory the guest needs", VMG_NEEDS_DESTINATION, run);
