/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/fit.h"

#include "base/render.h"
#include "base/xml.h"
#include "cli/reason.h"
#include "decide/tally.h"

#include <string.h>

static void
fit_free(gpointer data)
{
    VmgFit *fit = data;

    vmg_judgement_free(fit->judgement);
    g_free(fit->reason);
    g_free(fit);
}

const char *
vmg_fit_decision(const VmgFit *fit)
{
    if (!fit->judgement || fit->judgement->verdict->error)
        return "undecided";
    return fit->failed > 0 ? "refuse" : "admit";
}

gboolean
vmg_fit_is_good(const VmgFit *fit)
{
    return fit->judgement && fit->failed == 0;
}

guint64
vmg_fit_available_kib(const VmgFit *fit)
{
    const struct vmg_host *host = fit->peer->host ? &fit->peer->host->view : NULL;
    guint64 promised = 0;

    for (gsize i = 0; host && i < host->commitment_count; i++)
        if (host->commitments[i]->flags & VMG_GUEST_INCOMING)
            promised += host->commitments[i]->commit_kib - host->commitments[i]->held_kib;
    return host && host->memory_available_kib > promised ? host->memory_available_kib - promised
                                                         : 0;
}

/* Sorts the best host first: hosts that admit the guest before others, hosts without warnings
 * before those with warnings, then by available memory. */
static gint
by_merit(gconstpointer a, gconstpointer b)
{
    const VmgFit *one = *(const VmgFit *const *)a, *two = *(const VmgFit *const *)b;
    guint64 left = vmg_fit_available_kib(one), right = vmg_fit_available_kib(two);

    if (!one->judgement != !two->judgement)
        return one->judgement ? -1 : 1;
    if (one->failed != two->failed)
        return one->failed < two->failed ? -1 : 1;
    if (one->warned != two->warned)
        return one->warned < two->warned ? -1 : 1;
    if (left != right)
        return left > right ? -1 : 1;
    return strcmp(vmg_peer_name(one->peer), vmg_peer_name(two->peer));
}

static void
fill_in(VmgFit *fit)
{
    VmgVerdict *verdict = fit->judgement->verdict;
    const VmgTally tally = vmg_tally_of(verdict);

    fit->failed = tally.of[VMG_OUTCOME_FAILED] + (verdict->error ? 1 : 0);
    fit->warned = tally.of[VMG_OUTCOME_WARNED] + tally.of[VMG_OUTCOME_EXEMPT];
    vmg_verdict_render(verdict);
    fit->reason = vmg_cli_reason(verdict, fit->failed > 0 ? VMG_FAIL : VMG_WARN);
}

/* The UUID of the guest's own host, from the guest's stamp or from the question; NULL if neither
 * has it. Free with g_free(). */
static char *
home_of(const VmgQuestion *question)
{
    g_autoptr(xmlDoc) doc = NULL;
    g_autoptr(VmgGuest) guest = NULL;
    g_autoptr(VmgStamp) stamp = NULL;

    if (question->source)
        return g_strdup(question->source->view.uuid);
    doc = vmg_xml_parse(question->xml, question->len, question->what, NULL);
    guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    stamp = guest ? vmg_stamp_new(doc, &guest->view, NULL) : NULL;
    return stamp ? g_strdup(stamp->host->view.uuid) : NULL;
}

static VmgFit *
ask(VmgQuestion question, const VmgPeer *peer, GError **error)
{
    VmgFit *fit = g_new0(VmgFit, 1);

    fit->peer = peer;
    if (!peer->host) {
        fit->reason = vmg_neutral_render(peer->problem);
        return fit;
    }
    peer->host->view.status = vmg_peer_status(peer);
    question.destination = peer->host;
    question.no_destination = FALSE;
    fit->judgement = vmg_judge(&question, error);
    if (!fit->judgement) {
        fit_free(fit);
        return NULL;
    }
    fill_in(fit);
    return fit;
}

GPtrArray *
vmg_cli_fits(const VmgQuestion *question, const GPtrArray *peers, GError **error)
{
    g_autoptr(GPtrArray) fits = g_ptr_array_new_with_free_func(fit_free);
    g_autofree char *home = home_of(question);

    for (guint i = 0; i < peers->len; i++) {
        const VmgPeer *peer = peers->pdata[i];
        VmgFit *fit;

        if (home && g_ascii_strcasecmp(home, peer->uuid) == 0)
            continue;
        fit = ask(*question, peer, error);
        if (!fit)
            return NULL;
        g_ptr_array_add(fits, fit);
    }
    g_ptr_array_sort(fits, by_merit);
    return g_steal_pointer(&fits);
}
