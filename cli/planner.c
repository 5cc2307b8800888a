/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/planner.h"

#include "base/xml.h"
#include "cli/fit.h"

#include <string.h>

typedef struct {
    GPtrArray *moves;
    const GPtrArray *peers;
    const VmgConfig *config;
    const VmgPaths *paths;
} Plan;

static void
move_free(gpointer data)
{
    VmgMove *move = data;

    g_clear_pointer(&move->guest, vmg_guest_free);
    g_free(move->reason);
    g_free(move);
}

static VmgMove *
move_new(const VmgRunning *running, GError **error)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(running->xml, running->len, running->name, error);
    VmgGuest *guest = doc ? vmg_guest_new(doc, error) : NULL;
    VmgMove *move;

    if (!guest)
        return NULL;
    move = g_new0(VmgMove, 1);
    move->running = running;
    move->guest = guest;
    return move;
}

static gint
by_size(gconstpointer a, gconstpointer b)
{
    const VmgMove *one = *(const VmgMove *const *)a, *two = *(const VmgMove *const *)b;
    guint64 left = one->guest->view.commit_kib, right = two->guest->view.commit_kib;

    if (left != right)
        return left > right ? -1 : 1;
    return strcmp(one->running->name, two->running->name);
}

/* From now on the guest is expected there, as the ledger would have it. */
static void
commit(VmgMove *move, const VmgPeer *peer)
{
    const struct vmg_guest *guest = &move->guest->view;
    const struct vmg_commitment commitment = {
        .struct_size = sizeof(commitment),
        .flags = VMG_GUEST_INCOMING,
        .uuid = guest->uuid,
        .commit_kib = guest->commit_kib,
        .vcpus = guest->vcpus_plugged,
        .pages = guest->pages,
        .pages_count = guest->pages_count,
    };

    vmg_host_add_commitment(peer->host, &commitment);
    move->peer = peer;
}

/* Nothing that is released can be told apart from what never was: a commitment of nothing. */
static void
release(VmgMove *move)
{
    struct vmg_commitment *commitment =
        vmg_host_find_commitment(move->peer->host, move->guest->view.uuid);

    commitment->commit_kib = 0;
    commitment->vcpus = 0;
    commitment->pages_count = 0;
    move->peer = NULL;
}

static void
explain(VmgMove *move, const VmgFit *best)
{
    g_free(move->reason);
    move->reason = NULL;
    if (!best)
        return;
    if (!vmg_fit_is_good(best))
        move->reason = g_strdup_printf("%s: %s", vmg_peer_name(best->peer), best->reason);
    else if (best->warned > 0)
        move->reason = g_strdup(best->reason);
}

static gboolean
place(const Plan *plan, VmgMove *move, GError **error)
{
    const VmgQuestion question = vmg_running_question(move->running, plan->config, plan->paths);
    g_autoptr(GPtrArray) fits = vmg_cli_fits(&question, plan->peers, error);

    if (!fits)
        return FALSE;
    explain(move, fits->len > 0 ? fits->pdata[0] : NULL);
    if (fits->len > 0 && vmg_fit_is_good(fits->pdata[0]))
        commit(move, ((const VmgFit *)fits->pdata[0])->peer);
    return TRUE;
}

static void
restore_reason(VmgMove *move, char **reason)
{
    g_free(move->reason);
    move->reason = g_steal_pointer(reason);
}

/* Whether MOVE finds a place if EARLIER goes elsewhere; if not, all is as before. */
static gboolean
make_room(const Plan *plan, VmgMove *move, VmgMove *earlier, GError **error)
{
    const VmgPeer *peer = earlier->peer;
    g_autofree char *why = g_strdup(move->reason), *warning = g_strdup(earlier->reason);

    release(earlier);
    if (!place(plan, move, error))
        return FALSE;
    if (move->peer) {
        if (!place(plan, earlier, error))
            return FALSE;
        if (earlier->peer)
            return TRUE;
        release(move);
    }
    commit(earlier, peer);
    restore_reason(move, &why);
    restore_reason(earlier, &warning);
    return TRUE;
}

static gboolean
place_all(const Plan *plan, GError **error)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_copy(plan->moves, NULL, NULL);

    g_ptr_array_set_free_func(sorted, NULL);
    g_ptr_array_sort(sorted, by_size);
    for (guint i = 0; i < sorted->len; i++) {
        VmgMove *move = sorted->pdata[i];

        if (!place(plan, move, error))
            return FALSE;
        for (guint earlier = 0; !move->peer && earlier < i; earlier++)
            if (((VmgMove *)sorted->pdata[earlier])->peer &&
                !make_room(plan, move, sorted->pdata[earlier], error))
                return FALSE;
    }
    return TRUE;
}

GPtrArray *
vmg_plan(const GPtrArray *running, const GPtrArray *peers, VmgConfig *config, const VmgPaths *paths,
         GError **error)
{
    g_autoptr(GPtrArray) moves = g_ptr_array_new_with_free_func(move_free);
    const Plan plan = {moves, peers, config, paths};

    vmg_config_set(config, "checks", "concurrency", "off", NULL, 0);
    for (guint i = 0; i < running->len; i++) {
        VmgMove *move = move_new(running->pdata[i], error);

        if (!move)
            return NULL;
        g_ptr_array_add(moves, move);
    }
    return place_all(&plan, error) ? g_steal_pointer(&moves) : NULL;
}

static gboolean
has_room(const GPtrArray *moves, const VmgMove *move, guint wave, guint outgoing, guint incoming)
{
    guint leaving = 0, arriving = 0;

    for (guint i = 0; i < moves->len; i++) {
        const VmgMove *other = moves->pdata[i];

        if (other->wave != wave)
            continue;
        leaving++;
        arriving += other->peer == move->peer ? 1 : 0;
    }
    return leaving < MAX(1, outgoing) && arriving < MAX(1, incoming);
}

guint
vmg_plan_waves(const GPtrArray *moves, guint outgoing, guint incoming)
{
    guint waves = 0;

    for (guint i = 0; i < moves->len; i++) {
        VmgMove *move = moves->pdata[i];
        guint wave = 1;

        if (!move->peer)
            continue;
        while (!has_room(moves, move, wave, outgoing, incoming))
            wave++;
        move->wave = wave;
        waves = MAX(waves, wave);
    }
    return waves;
}
