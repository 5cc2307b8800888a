/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "explain.h"

#include "cli.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Columns. A long title needs the next line, and so do long texts; a fix is broken between
 * its steps only: a command must stay one where it is copied. */
enum {
    TITLE_WIDTH = 66,
    TITLE_WIDEST = 96,
    MARGIN = 2,
    RESULT_WIDTH = 7, /* " : FAIL" */
    LABEL_MARGIN = 6,
};

static int
title_width(void)
{
    int columns = vmg_cli_columns();

    return columns ? CLAMP(columns - MARGIN - RESULT_WIDTH, 1, TITLE_WIDEST) : TITLE_WIDTH;
}

static const char *
colour_of(int result)
{
    switch (result) {
    case VMG_PASS:
        return "\033[32m";
    case VMG_FAIL:
        return "\033[31m";
    default:
        return "\033[33m";
    }
}

/* Broken into lines on a terminal alone: elsewhere a text is one, to be searched. */
static void
print_detail(const char *label, int width, const char *text, const char *between)
{
    int margin = LABEL_MARGIN + width + 1;
    g_autofree char *lines = vmg_cli_wrap(text, between, vmg_cli_columns() - margin, margin);

    printf("%*s", LABEL_MARGIN, "");
    vmg_cli_print_padded(label, width);
    printf(" %s\n", lines);
}

static void
print_details(const VmgFinding *finding)
{
    const char *wanted = _("wanted:"), *found = _("found:"), *fix = _("fix:");
    int width = MAX(MAX(vmg_cli_width(wanted), vmg_cli_width(found)), vmg_cli_width(fix));

    if (finding->wanted && *finding->wanted)
        print_detail(wanted, width, finding->wanted, " ");
    print_detail(found, width, finding->found, " ");
    if (finding->fix)
        print_detail(fix, width, finding->fix, "; ");
}

static void
print_finding(const VmgFinding *finding, gboolean colour)
{
    const char *title = finding->subject              ? finding->subject
                        : finding->result == VMG_PASS ? finding->found
                        : finding->wanted             ? finding->wanted
                                                      : "";
    g_autofree char *line = g_strdup_printf("%s: %s", finding->check, title);
    int width = title_width();
    g_autofree char *lines = vmg_cli_wrap(line, " ", vmg_cli_columns() ? width : 0, MARGIN);

    printf("%*s", MARGIN, "");
    vmg_cli_print_padded(lines, strchr(lines, '\n') ? width + MARGIN : width);
    printf(" : %s%s%s\n", colour ? colour_of(finding->result) : "",
           vmg_result_name(finding->result), colour ? "\033[0m" : "");
    if (finding->result != VMG_PASS && finding->result != VMG_SKIP)
        print_details(finding);
}

void
vmg_cli_print_findings(VmgVerdict *verdict)
{
    gboolean colour = vmg_cli_wants_colour();

    vmg_verdict_render(verdict);
    for (guint i = 0; i < verdict->findings->len; i++)
        print_finding(g_ptr_array_index(verdict->findings, i), colour);
}

void
vmg_cli_print_problems(VmgVerdict *verdict)
{
    gboolean colour = vmg_cli_wants_colour();

    vmg_verdict_render(verdict);
    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        if (finding->result != VMG_PASS && finding->result != VMG_SKIP)
            print_finding(finding, colour);
    }
}

static const char *
decision(const VmgJudgement *judgement)
{
    if (vmg_cli_verdict_status(judgement) == VMG_EXIT_UNDECIDED)
        return "undecided";
    return vmg_verdict_is_bad(judgement->verdict) ? "refuse" : "admit";
}

void
vmg_cli_explain(const VmgJudgement *judgement)
{
    VmgVerdict *verdict = judgement->verdict;
    g_autofree char *summary = vmg_verdict_summary(verdict);

    vmg_cli_print_findings(verdict);
    printf("%s: %s: %s\n", judgement->guest->view.name, decision(judgement), summary);
    if (verdict->mode != VMG_MODE_ENFORCING)
        printf(_("note: guard.conf says mode=%s: nothing is refused\n"),
               verdict->mode == VMG_MODE_PERMISSIVE ? "permissive" : "disabled");
}

static void
add_finding(JsonBuilder *builder, const VmgFinding *finding)
{
    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "check", finding->check);
    vmg_cli_json_text(builder, "result", vmg_result_name(finding->result));
    vmg_cli_json_text(builder, "code", finding->code);
    vmg_cli_json_text(builder, "subject", finding->subject);
    vmg_cli_json_text(builder, "wanted", finding->wanted);
    vmg_cli_json_text(builder, "found", finding->found);
    vmg_cli_json_text(builder, "fix", finding->fix);
    json_builder_end_object(builder);
}

static const char *
mode_name(VmgMode mode)
{
    return mode == VMG_MODE_ENFORCING    ? "enforcing"
           : mode == VMG_MODE_PERMISSIVE ? "permissive"
                                         : "disabled";
}

void
vmg_cli_json_findings(JsonBuilder *builder, const VmgVerdict *verdict)
{
    json_builder_set_member_name(builder, "findings");
    json_builder_begin_array(builder);
    for (guint i = 0; i < verdict->findings->len; i++)
        add_finding(builder, g_ptr_array_index(verdict->findings, i));
    json_builder_end_array(builder);
}

void
vmg_cli_json_verdict(JsonBuilder *builder, VmgVerdict *verdict)
{
    vmg_verdict_render(verdict);
    vmg_cli_json_text(builder, "mode", mode_name(verdict->mode));
    vmg_cli_json_text(builder, "error", verdict->error);
    vmg_cli_json_text(builder, "error_code", verdict->error_code);
    vmg_cli_json_number(builder, "checks", verdict->checks);
    vmg_cli_json_number(builder, "failed", verdict->failed->len);
    vmg_cli_json_findings(builder, verdict);
}

void
vmg_cli_explain_json(const VmgJudgement *judgement, const VmgSaved *source,
                     const VmgSaved *destination)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    VmgVerdict *verdict = judgement->verdict;

    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "guest", judgement->guest->view.name);
    vmg_cli_json_text(builder, "uuid", judgement->guest->view.uuid);
    vmg_cli_json_text(builder, "source", judgement->source ? judgement->source->view.name : NULL);
    vmg_cli_json_text(builder, "destination",
                      judgement->destination ? judgement->destination->view.name : NULL);
    vmg_saved_json(builder, "source_facts", source);
    vmg_saved_json(builder, "destination_facts", destination);
    vmg_cli_json_text(builder, "decision", decision(judgement));
    vmg_cli_json_verdict(builder, verdict);
    json_builder_end_object(builder);
    vmg_cli_print_json(builder);
}

/* Facts about the destination that were asked for and are not there: whatever
 * else was found, this is no decision. */
int
vmg_cli_verdict_status(const VmgJudgement *judgement)
{
    if (judgement->verdict->error || (!judgement->destination && !judgement->no_destination))
        return VMG_EXIT_UNDECIDED;
    return vmg_verdict_is_bad(judgement->verdict) ? VMG_EXIT_REFUSED : VMG_EXIT_GOOD;
}
