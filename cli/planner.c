/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/planner.h"

#include "base/render.h"
#include "base/text.h"
#include "checks/builtin.h"
#include "cli/pack.h"
#include "cli/reason.h"
#include "decide/tally.h"

#include <string.h>

/* What is known about one guest on one host. The judgement does not depend on the other guests
 * that the plan places on the host. */
typedef struct {
    gboolean judged;
    /* a check other than memory and vcpus refuses the guest, or the host's facts are not known */
    gboolean refused;
    gboolean warned;
    /* the guest's memory and CPUs in the facts of the host; NULL if the plan has never placed
     * the guest on the host */
    struct vmg_commitment *commitment;
} Pair;

typedef struct {
    GPtrArray *moves;
    const GPtrArray *peers;
    GPtrArray *modules;
    /* the checks whose answers do not depend on the other guests of the host */
    const struct vmg_check **lasting;
    Pair *pairs;  /* one for each guest and host, see pair_at() */
    guint *where; /* index of the host on which each guest is placed now */
    /* KiB of memory of each host: ROOM is free now, SPACE was free before the plan */
    guint64 *room, *space;
} Plan;

enum { EXPLAINED = 64 }; /* how many hosts are compared to explain why a guest has no destination */

static const char *const capacity[] = {"memory", "vcpus", NULL};

static void
move_free(gpointer data)
{
    VmgMove *move = data;

    g_clear_pointer(&move->judgement, vmg_judgement_free);
    g_free(move->reason);
    g_free(move->fix);
    g_free(move);
}

static VmgMove *
move_new(const VmgRunning *running, const VmgConfig *config, const VmgPaths *paths, GError **error)
{
    const VmgQuestion question = vmg_running_question(running, config, paths);
    VmgJudgement *judgement = vmg_judge(&question, error);
    VmgMove *move;

    if (!judgement)
        return NULL;
    move = g_new0(VmgMove, 1);
    move->running = running;
    move->judgement = judgement;
    move->guest = judgement->guest;
    return move;
}

static VmgMove *
move_at(const Plan *plan, guint item)
{
    return plan->moves->pdata[item];
}

static VmgPeer *
peer_at(const Plan *plan, guint bin)
{
    return plan->peers->pdata[bin];
}

static Pair *
pair_at(const Plan *plan, guint item, guint bin)
{
    return &plan->pairs[(gsize)item * plan->peers->len + bin];
}

/* Judges the guest of MOVE with PEER as its destination, by CHECKS and MODULES (may be NULL).
 * Set PARTIAL if CHECKS are not all checks. */
static VmgVerdict *
decide(const VmgMove *move, const VmgPeer *peer, const struct vmg_check *const *checks,
       GPtrArray *modules, gboolean partial)
{
    VmgCase the_case = move->judgement->the_case;

    the_case.destination = peer->host;
    the_case.checks = checks;
    the_case.modules = modules;
    the_case.exemptions = NULL; /* this host's exemptions have no effect on other hosts */
    the_case.partial = partial;
    return vmg_decide(&the_case);
}

static guint
count_failed(const VmgVerdict *verdict)
{
    return vmg_tally_of(verdict).of[VMG_OUTCOME_FAILED] + (verdict->error ? 1 : 0);
}

static void
ask_checks(Pair *pair, const VmgMove *move, const VmgPeer *peer,
           const struct vmg_check *const *checks, GPtrArray *modules)
{
    g_autoptr(VmgVerdict) verdict = decide(move, peer, checks, modules, FALSE);

    pair->refused |= count_failed(verdict) > 0;
    pair->warned |= vmg_verdict_count(verdict, VMG_WARN) > 0;
}

/* Asks one check after the other and stops at the first check that refuses. With a thousand
 * hosts, a plan spends most of its time in this function. */
static const Pair *
judge_pair(const Plan *plan, guint item, guint bin)
{
    const struct vmg_check *one[] = {NULL, NULL};
    Pair *pair = pair_at(plan, item, bin);
    const VmgMove *move = move_at(plan, item);
    const VmgPeer *peer = peer_at(plan, bin);

    if (pair->judged)
        return pair;
    pair->judged = TRUE;
    pair->refused = peer->host == NULL;
    for (const struct vmg_check **check = plan->lasting; !pair->refused && *check; check++) {
        one[0] = *check;
        ask_checks(pair, move, peer, one, NULL);
    }
    one[0] = NULL;
    if (!pair->refused)
        ask_checks(pair, move, peer, one, plan->modules);
    return pair;
}

static gboolean
is_same_guest(const VmgMove *move, const char *uuid)
{
    return g_ascii_strcasecmp(move->guest->view.uuid, uuid) == 0;
}

/* A guest in the same group as the guest of ITEM that already runs on the host BIN, or that the
 * plan places on that host; NULL if there is none. The result is the UUID of a guest that
 * already runs there, because its name is not known, or the name of a guest of the plan. */
static const char *
find_same_group(const Plan *plan, guint item, guint bin)
{
    const VmgMove *move = move_at(plan, item);
    const char *apart = move->guest->apart, *group;
    GHashTableIter iter;
    const char *uuid;

    if (!apart)
        return NULL;
    g_hash_table_iter_init(&iter, peer_at(plan, bin)->host->apart);
    while (g_hash_table_iter_next(&iter, (gpointer *)&uuid, (gpointer *)&group))
        if (strcmp(group, apart) == 0 && !is_same_guest(move, uuid))
            return uuid;
    for (guint i = 0; i < plan->moves->len; i++)
        if (i != item && plan->where[i] == bin &&
            g_strcmp0(move_at(plan, i)->guest->apart, apart) == 0)
            return move_at(plan, i)->running->name;
    return NULL;
}

static VmgVerdict *
judge_room(const Plan *plan, guint item, guint bin)
{
    const struct vmg_check *const checks[] = {vmg_builtin_find(capacity[0]),
                                              vmg_builtin_find(capacity[1]), NULL};

    return decide(move_at(plan, item), peer_at(plan, bin), checks, NULL, TRUE);
}

static guint64
size(gpointer data, guint item)
{
    return move_at(data, item)->guest->view.commit_kib;
}

static VmgPackFit
fits(gpointer data, guint item, guint bin)
{
    const Plan *plan = data;
    const Pair *pair;
    g_autoptr(VmgVerdict) verdict = NULL;

    if (vmg_verdict_is_bad(move_at(plan, item)->judgement->verdict))
        return VMG_PACK_NEVER;
    if (size(data, item) > plan->space[bin])
        return VMG_PACK_NEVER;
    pair = judge_pair(plan, item, bin);
    if (pair->refused)
        return VMG_PACK_NEVER;
    if (size(data, item) > plan->room[bin] || find_same_group(plan, item, bin))
        return VMG_PACK_FULL;
    verdict = judge_room(plan, item, bin);
    if (vmg_verdict_is_bad(verdict))
        return VMG_PACK_FULL;
    return pair->warned || vmg_verdict_count(verdict, VMG_WARN) > 0 ? VMG_PACK_FITS_BADLY
                                                                    : VMG_PACK_FITS;
}

/* Places the guest on the host: the guest's memory and CPUs are added to the host's facts, as
 * the ledger does it for a guest that is arriving. */
static void
put(gpointer data, guint item, guint bin)
{
    const Plan *plan = data;
    const struct vmg_guest *guest = &move_at(plan, item)->guest->view;
    Pair *pair = pair_at(plan, item, bin);
    struct vmg_commitment commitment = {
        .struct_size = sizeof(commitment),
        .flags = VMG_GUEST_INCOMING,
        .uuid = guest->uuid,
        .commit_kib = guest->commit_kib,
        .vcpus = guest->vcpus_plugged,
        .pages = guest->pages,
        .pages_count = guest->pages_count,
    };

    plan->where[item] = bin;
    plan->room[bin] -= MIN(plan->room[bin], guest->commit_kib);
    if (!pair->commitment) {
        pair->commitment = vmg_host_add_commitment(peer_at(plan, bin)->host, &commitment);
        return;
    }
    pair->commitment->commit_kib = commitment.commit_kib;
    pair->commitment->vcpus = commitment.vcpus;
    pair->commitment->pages_count = commitment.pages_count;
}

/* Takes the guest away from the host again. The guest's entry in the host's facts stays, with
 * zeros, because entries can't be removed. */
static void
take(gpointer data, guint item, guint bin)
{
    const Plan *plan = data;
    struct vmg_commitment *commitment = pair_at(plan, item, bin)->commitment;

    plan->where[item] = VMG_PACK_NOWHERE;
    plan->room[bin] += move_at(plan, item)->guest->view.commit_kib;
    commitment->commit_kib = 0;
    commitment->vcpus = 0;
    commitment->pages_count = 0;
}

static guint64
room(gpointer data, guint bin)
{
    return ((const Plan *)data)->room[bin];
}

/* The memory that is available on the host and not reserved for arriving guests, KiB. */
static guint64
room_of(const VmgPeer *peer)
{
    const struct vmg_host *host = peer->host ? &peer->host->view : NULL;
    guint64 promised = 0;

    for (gsize i = 0; host && i < host->commitment_count; i++)
        if (host->commitments[i]->flags & VMG_GUEST_INCOMING)
            promised += host->commitments[i]->commit_kib - host->commitments[i]->held_kib;
    return host && host->memory_available_kib > promised ? host->memory_available_kib - promised
                                                         : 0;
}

static const char *
first_fix(const VmgVerdict *verdict)
{
    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = verdict->findings->pdata[i];

        if (finding->result == VMG_FAIL)
            return finding->fix;
    }
    return NULL;
}

static void
explain_verdict(VmgMove *move, const VmgPeer *peer, VmgVerdict *verdict, int result)
{
    g_autofree char *reason = NULL;

    vmg_verdict_render(verdict);
    reason = vmg_cli_reason(verdict, result);
    move->reason =
        peer ? g_strdup_printf("%s: %s", vmg_peer_name(peer), reason) : g_steal_pointer(&reason);
    move->fix = result == VMG_FAIL ? g_strdup(first_fix(verdict)) : NULL;
}

static void
explain_group(VmgMove *move, const VmgPeer *peer, const char *other)
{
    move->reason = g_strdup_printf(_("%s: apart: %s of the group %s is there"), vmg_peer_name(peer),
                                   other, move->guest->apart);
    move->fix = g_strdup_printf(_("choose another destination, or migrate %s away from it"), other);
}

static VmgVerdict *
decide_all(const Plan *plan, const VmgMove *move, const VmgPeer *peer)
{
    return decide(move, peer, vmg_builtin_checks(), plan->modules, FALSE);
}

/* The number of reasons why the guest of ITEM can't go to the host BIN. */
static guint
count_obstacles(const Plan *plan, guint item, guint bin)
{
    const VmgPeer *peer = peer_at(plan, bin);
    g_autoptr(VmgVerdict) verdict = NULL;

    if (!peer->host)
        return G_MAXUINT - 1;
    verdict = decide_all(plan, move_at(plan, item), peer);
    return count_failed(verdict) + (find_same_group(plan, item, bin) ? 1 : 0);
}

static gint
by_room(gconstpointer a, gconstpointer b, gpointer data)
{
    const Plan *plan = data;
    guint one = *(const guint *)a, two = *(const guint *)b;

    if (plan->room[one] != plan->room[two])
        return plan->room[one] > plan->room[two] ? -1 : 1;
    return one < two ? -1 : 1;
}

/* The indices of all hosts; the host with the most free memory is first. Free with g_free(). */
static guint *
roomiest(const Plan *plan)
{
    guint *bins = g_new(guint, plan->peers->len + 1);

    for (guint bin = 0; bin < plan->peers->len; bin++)
        bins[bin] = bin;
    g_qsort_with_data(bins, (gint)plan->peers->len, sizeof(guint), by_room, (gpointer)plan);
    return bins;
}

/* The host that has the fewest reasons against the guest; if there are several such hosts, the
 * host with the most free memory. Only the first hosts in the order of free memory are compared. */
static guint
find_nearest(const Plan *plan, guint item)
{
    guint nearest = VMG_PACK_NOWHERE, least = G_MAXUINT;
    g_autofree guint *bins = roomiest(plan);

    for (guint i = 0; i < MIN(plan->peers->len, EXPLAINED); i++) {
        guint obstacles = count_obstacles(plan, item, bins[i]);

        if (obstacles < least) {
            nearest = bins[i];
            least = obstacles;
        }
    }
    return nearest;
}

static void
explain_left(const Plan *plan, guint item)
{
    VmgMove *move = move_at(plan, item);
    guint bin = find_nearest(plan, item);
    const VmgPeer *peer = bin == VMG_PACK_NOWHERE ? NULL : peer_at(plan, bin);
    g_autoptr(VmgVerdict) verdict = NULL;
    const char *other;

    if (!peer)
        return;
    if (!peer->host) {
        g_autofree char *problem = vmg_neutral_render(peer->problem);

        move->reason = g_strdup_printf("%s: %s", vmg_peer_name(peer), problem);
        return;
    }
    verdict = decide_all(plan, move, peer);
    other = find_same_group(plan, item, bin);
    if (other && !vmg_verdict_is_bad(verdict))
        explain_group(move, peer, other);
    else
        explain_verdict(move, peer, verdict, VMG_FAIL);
}

static void
explain(const Plan *plan, guint item)
{
    VmgMove *move = move_at(plan, item);
    g_autoptr(VmgVerdict) verdict = NULL;

    if (vmg_verdict_is_bad(move->judgement->verdict)) {
        explain_verdict(move, NULL, move->judgement->verdict, VMG_FAIL);
        return;
    }
    if (!move->peer) {
        explain_left(plan, item);
        return;
    }
    verdict = decide_all(plan, move, move->peer);
    if (vmg_verdict_count(verdict, VMG_WARN) > 0)
        explain_verdict(move, NULL, verdict, VMG_WARN);
}

static const struct vmg_check **
lasting_checks(void)
{
    GPtrArray *checks = g_ptr_array_new();

    for (const struct vmg_check *const *check = vmg_builtin_checks(); *check; check++)
        if (!g_strv_contains(capacity, (*check)->name))
            g_ptr_array_add(checks, (gpointer)*check);
    g_ptr_array_add(checks, NULL);
    return (const struct vmg_check **)g_ptr_array_free(checks, FALSE);
}

static void
place_all(Plan *plan)
{
    guint items = plan->moves->len, bins = plan->peers->len;
    g_autofree guint *where = g_new(guint, items + 1);
    const VmgPack pack = {items, bins, plan, fits, put, take, size, room};

    for (guint bin = 0; bin < bins; bin++) {
        VmgPeer *peer = peer_at(plan, bin);

        plan->room[bin] = plan->space[bin] = room_of(peer);
        if (peer->host)
            peer->host->view.status = vmg_peer_status(peer);
    }
    for (guint item = 0; item < items; item++)
        plan->where[item] = VMG_PACK_NOWHERE;
    vmg_pack(&pack, where);
    for (guint item = 0; item < items; item++)
        move_at(plan, item)->peer =
            where[item] == VMG_PACK_NOWHERE ? NULL : peer_at(plan, where[item]);
    for (guint item = 0; item < items; item++)
        explain(plan, item);
}

static void
plan_clear(Plan *plan)
{
    g_ptr_array_unref(plan->modules);
    g_free(plan->lasting);
    g_free(plan->pairs);
    g_free(plan->where);
    g_free(plan->room);
    g_free(plan->space);
}

GPtrArray *
vmg_plan(const GPtrArray *running, const GPtrArray *peers, VmgConfig *config, const VmgPaths *paths,
         GError **error)
{
    g_autoptr(GPtrArray) moves = g_ptr_array_new_with_free_func(move_free);
    Plan plan = {.moves = moves, .peers = peers};

    vmg_config_set(config, "checks", "concurrency", "off", NULL, 0);
    for (guint i = 0; i < running->len; i++) {
        VmgMove *move = move_new(running->pdata[i], config, paths, error);

        if (!move)
            return NULL;
        g_ptr_array_add(moves, move);
    }
    plan.modules = vmg_modules_load(paths ? paths->modules : NULL, config);
    plan.lasting = lasting_checks();
    plan.pairs = g_new0(Pair, (gsize)moves->len * peers->len + 1);
    plan.where = g_new0(guint, moves->len + 1);
    plan.room = g_new0(guint64, peers->len + 1);
    plan.space = g_new0(guint64, peers->len + 1);
    place_all(&plan);
    plan_clear(&plan);
    return g_steal_pointer(&moves);
}
