/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/destinations.h"

#include "base/render.h"
#include "base/text.h"
#include "base/xml.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/peers.h"
#include "cli/reason.h"
#include "decide/tally.h"

#include <stdio.h>
#include <string.h>

enum { GAP = 2 }; /* blanks between two columns */

/* What one host says of the guest. */
typedef struct {
    const VmgPeer *peer;
    VmgJudgement *judgement; /* NULL: nothing is known of that host */
    guint failed, warned;    /* checks */
    char *reason;            /* what comes first, in the reader's language */
} Row;

static void
row_free(gpointer data)
{
    Row *row = data;

    vmg_judgement_free(row->judgement);
    g_free(row->reason);
    g_free(row);
}

static const char *
decision_of(const Row *row)
{
    if (!row->judgement || row->judgement->verdict->error)
        return "undecided";
    return row->failed > 0 ? "refuse" : "admit";
}

static guint64
available_kib(const Row *row)
{
    return row->peer->host ? row->peer->host->view.memory_available_kib : 0;
}

/* Who admits comes first, without warnings before with; then whoever has most memory left. */
static gint
by_merit(gconstpointer a, gconstpointer b)
{
    const Row *one = *(const Row *const *)a, *two = *(const Row *const *)b;
    guint64 left = available_kib(one), right = available_kib(two);

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
fill_in(Row *row)
{
    VmgVerdict *verdict = row->judgement->verdict;
    const VmgTally tally = vmg_tally_of(verdict);

    row->failed = tally.of[VMG_OUTCOME_FAILED] + (verdict->error ? 1 : 0);
    row->warned = tally.of[VMG_OUTCOME_WARNED] + tally.of[VMG_OUTCOME_EXEMPT];
    vmg_verdict_render(verdict);
    row->reason = vmg_cli_reason(verdict, row->failed > 0 ? VMG_FAIL : VMG_WARN);
}

/* The UUID of the host that the guest is on, by its stamp or as the question names it; NULL if
 * neither says. Free with g_free(). */
static char *
home_of(const VmgQuestion *question)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(question->xml, question->len, question->what, NULL);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    g_autoptr(VmgStamp) stamp = guest ? vmg_stamp_new(doc, &guest->view, NULL) : NULL;

    if (question->source)
        return g_strdup(question->source->view.uuid);
    return stamp ? g_strdup(stamp->host->view.uuid) : NULL;
}

static Row *
ask(VmgQuestion question, const VmgPeer *peer, GError **error)
{
    Row *row = g_new0(Row, 1);

    row->peer = peer;
    if (!peer->host) {
        row->reason = vmg_neutral_render(peer->problem);
        return row;
    }
    peer->host->view.status = vmg_peer_status(peer);
    question.destination = peer->host;
    question.no_destination = FALSE;
    row->judgement = vmg_judge(&question, error);
    if (!row->judgement) {
        row_free(row);
        return NULL;
    }
    fill_in(row);
    return row;
}

static void
print_rows(const GPtrArray *rows)
{
    int names = 0, decisions = 0;

    for (guint i = 0; i < rows->len; i++) {
        const Row *row = rows->pdata[i];

        names = MAX(names, vmg_cli_width(vmg_peer_name(row->peer)) + GAP);
        decisions = MAX(decisions, vmg_cli_width(decision_of(row)) + GAP);
    }
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = rows->pdata[i];
        int indent = names + decisions;
        g_autofree char *lines = vmg_cli_wrap(row->reason, " ", vmg_cli_columns() - indent, indent);

        vmg_cli_print_padded(vmg_peer_name(row->peer), names);
        vmg_cli_print_padded(decision_of(row), decisions);
        printf("%s\n", lines);
    }
}

static void
print_json(const GPtrArray *rows)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_array(builder);
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = rows->pdata[i];

        json_builder_begin_object(builder);
        vmg_cli_json_text(builder, "host", vmg_peer_name(row->peer));
        vmg_cli_json_text(builder, "uuid", row->peer->uuid);
        vmg_cli_json_text(builder, "status", vmg_peer_status(row->peer));
        vmg_cli_json_text(builder, "decision", decision_of(row));
        vmg_cli_json_text(builder, "reason", row->reason);
        vmg_cli_json_number(builder, "memory_available_kib", available_kib(row));
        if (row->judgement)
            vmg_cli_json_findings(builder, row->judgement->verdict);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    vmg_cli_print_json(builder);
}

static int
status_of(const GPtrArray *rows)
{
    const Row *best = rows->len > 0 ? rows->pdata[0] : NULL;

    return best && best->judgement && best->failed == 0 ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}

int
vmg_cli_destinations(const VmgQuestion *question, const GPtrArray *peers, gboolean json)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
    g_autofree char *home = home_of(question);
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < peers->len && !error; i++) {
        const VmgPeer *peer = peers->pdata[i];
        Row *row = NULL;

        if (!home || g_ascii_strcasecmp(home, peer->uuid) != 0)
            row = ask(*question, peer, &error);
        if (row)
            g_ptr_array_add(rows, row);
    }
    if (error)
        return vmg_cli_fail("%s", error->message);
    g_ptr_array_sort(rows, by_merit);
    if (json)
        print_json(rows);
    else if (rows->len == 0)
        vmg_cli_print(_("the registry knows of no other host\n"));
    else
        print_rows(rows);
    return status_of(rows);
}
