/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "explain.h"

#include "cli.h"

#include "base/text.h"
#include "decide/tally.h"

#include <stdio.h>
#include <string.h>

/* Widths in columns. If a title is longer than TITLE_WIDTH, its result is printed on the next
 * line. */
enum {
    TITLE_WIDTH = 66,
    TITLE_WIDEST = 96,
    MARGIN = 2,
    RESULT_WIDTH = 7, /* the width of " : FAIL" */
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

/* Prints one text of a finding. It is broken into lines on a terminal only: in a file or a pipe
 * each text is one line, so that it can be searched. */
static void
print_detail(const char *label, int width, const char *text, gboolean is_fix)
{
    int margin = LABEL_MARGIN + width + 1, columns = vmg_cli_columns() - margin;
    g_autofree char *lines = is_fix ? vmg_cli_wrap_steps(text, columns, margin)
                                    : vmg_cli_wrap(text, " ", columns, margin);

    printf("%*s", LABEL_MARGIN, "");
    vmg_cli_print_padded(label, width);
    printf(" %s\n", lines);
}

/* What was found, preceded by the subject if the title does not name the subject. */
static char *
found_of(const VmgFinding *finding)
{
    if (finding->label && finding->subject)
        return g_strdup_printf("%s: %s", finding->subject, finding->found);
    return g_strdup(finding->found);
}

static void
print_details(const VmgFinding *finding)
{
    const char *wanted = _("wanted:"), *found = _("found:"), *fix = _("fix:");
    int width = MAX(MAX(vmg_cli_width(wanted), vmg_cli_width(found)), vmg_cli_width(fix));
    g_autofree char *what = found_of(finding);

    if (finding->wanted && *finding->wanted)
        print_detail(wanted, width, finding->wanted, FALSE);
    print_detail(found, width, what, FALSE);
    if (finding->fix)
        print_detail(fix, width, finding->fix, TRUE);
}

static gboolean
is_problem(const VmgFinding *finding)
{
    return finding->result != VMG_PASS && finding->result != VMG_SKIP;
}

/* The title of a finding: the label of the check. If the finding is good, the title also says what
 * was found. */
static char *
title_of(const VmgFinding *finding)
{
    g_autofree char *found = found_of(finding);

    if (!finding->label)
        return g_strdup(finding->subject              ? finding->subject
                        : finding->result == VMG_PASS ? finding->found
                        : finding->wanted             ? finding->wanted
                                                      : "");
    return is_problem(finding) ? g_strdup(finding->label)
                               : g_strdup_printf("%s: %s", finding->label, found);
}

/* The first line for a check, or for several checks with the same finding. For several checks,
 * the line has the names of these checks and no label. */
static char *
heading_of(const VmgVerdict *verdict, guint index)
{
    const VmgFinding *finding = g_ptr_array_index(verdict->findings, index);
    g_autofree char *names = vmg_verdict_names(verdict, index);
    g_autofree char *title = NULL;

    if (strcmp(names, finding->check) == 0)
        title = title_of(finding);
    else if (!is_problem(finding))
        title = g_strdup(finding->fix ? finding->fix : finding->found);
    return title && *title ? g_strdup_printf("%s: %s", names, title) : g_steal_pointer(&names);
}

static void
print_finding(const VmgVerdict *verdict, guint index, gboolean colour)
{
    const VmgFinding *finding = g_ptr_array_index(verdict->findings, index);
    g_autofree char *line = heading_of(verdict, index);
    int width = title_width();
    g_autofree char *lines = vmg_cli_wrap(line, " ", vmg_cli_columns() ? width : 0, MARGIN);

    printf("%*s", MARGIN, "");
    vmg_cli_print_padded(lines, strchr(lines, '\n') ? width + MARGIN : width);
    printf(" : %s%s%s\n", colour ? colour_of(finding->result) : "",
           vmg_verdict_result_name(finding->result), colour ? "\033[0m" : "");
    if (is_problem(finding))
        print_details(finding);
}

static void
print_findings(VmgVerdict *verdict, gboolean problems)
{
    gboolean colour = vmg_cli_wants_colour();

    vmg_verdict_render(verdict);
    for (guint i = 0; i < verdict->findings->len; i++)
        if (!vmg_verdict_said_before(verdict, i) &&
            (!problems || is_problem(g_ptr_array_index(verdict->findings, i))))
            print_finding(verdict, i, colour);
}

void
vmg_cli_print_findings(VmgVerdict *verdict)
{
    print_findings(verdict, FALSE);
}

void
vmg_cli_print_problems(VmgVerdict *verdict)
{
    print_findings(verdict, TRUE);
}

static const char *
decision(const VmgJudgement *judgement)
{
    switch (vmg_cli_verdict_status(judgement)) {
    case VMG_EXIT_GOOD:
        return "admit";
    case VMG_EXIT_REFUSED:
        return "refuse";
    default:
        return "undecided";
    }
}

/* The summary of a judgement. If no destination was named, the summary does not say that every
 * check has passed, because some checks need a destination. */
static char *
summary_of(const VmgJudgement *judgement)
{
    const VmgTally tally = vmg_tally_of(judgement->verdict);
    guint skipped = tally.of[VMG_OUTCOME_SKIPPED], checks = judgement->verdict->checks;
    guint warnings = tally.of[VMG_OUTCOME_WARNED] + tally.of[VMG_OUTCOME_EXEMPT];

    if (vmg_cli_verdict_status(judgement) != VMG_EXIT_PARTIAL)
        return vmg_verdict_summary(judgement->verdict);
    if (warnings > 0)
        return g_strdup_printf(
            NG_("nothing on this host prevents it, but there is %u warning (%u of %u checks run; "
                "%u need a destination: --to)",
                "nothing on this host prevents it, but there are %u warnings (%u of %u checks run; "
                "%u need a destination: --to)",
                warnings),
            warnings, checks - skipped, checks, skipped);
    return g_strdup_printf(_("nothing on this host prevents it (%u of %u checks run; %u need a "
                             "destination: --to)"),
                           checks - skipped, checks, skipped);
}

void
vmg_cli_explain(const VmgJudgement *judgement)
{
    VmgVerdict *verdict = judgement->verdict;
    g_autofree char *summary = summary_of(judgement);

    vmg_cli_print_findings(verdict);
    printf("%s: %s: %s\n", judgement->guest->view.name, decision(judgement), summary);
    if (verdict->mode != VMG_MODE_ENFORCING)
        printf(_("note: guard.conf says mode=%s: nothing is refused\n"),
               verdict->mode == VMG_MODE_PERMISSIVE ? "permissive" : "disabled");
}

static const char *
known(const char *text)
{
    return text && *text ? text : NULL;
}

static void
add_finding(JsonBuilder *builder, const VmgFinding *finding)
{
    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "check", finding->check);
    vmg_cli_json_text(builder, "result", vmg_verdict_result_name(finding->result));
    vmg_cli_json_text(builder, "code", finding->code);
    vmg_cli_json_text(builder, "subject", finding->subject);
    vmg_cli_json_text(builder, "wanted", known(finding->wanted));
    vmg_cli_json_text(builder, "found", known(finding->found));
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
    const VmgTally tally = vmg_tally_of(verdict);

    vmg_verdict_render(verdict);
    vmg_cli_json_text(builder, "mode", mode_name(verdict->mode));
    vmg_cli_json_text(builder, "error", verdict->error);
    vmg_cli_json_text(builder, "error_code", verdict->error_code);
    vmg_cli_json_number(builder, "checks", verdict->checks);
    vmg_cli_json_number(builder, "passed", tally.of[VMG_OUTCOME_PASSED]);
    vmg_cli_json_number(builder, "warned", tally.of[VMG_OUTCOME_WARNED]);
    vmg_cli_json_number(builder, "exempt", tally.of[VMG_OUTCOME_EXEMPT]);
    vmg_cli_json_number(builder, "skipped", tally.of[VMG_OUTCOME_SKIPPED]);
    vmg_cli_json_number(builder, "failed", tally.of[VMG_OUTCOME_FAILED]);
    vmg_cli_json_findings(builder, verdict);
}

static const char *
name_of(const VmgHost *host)
{
    return host ? host->view.name : NULL;
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
    vmg_cli_json_text(builder, "source", name_of(judgement->the_case.source));
    vmg_cli_json_text(builder, "destination", name_of(judgement->the_case.destination));
    vmg_saved_json(builder, "source_facts", source);
    vmg_saved_json(builder, "destination_facts", destination);
    vmg_cli_json_text(builder, "decision", decision(judgement));
    vmg_cli_json_verdict(builder, verdict);
    json_builder_end_object(builder);
    vmg_cli_print_json(builder);
}

/* The exit status of a judgement. If the destination's facts were asked for and are missing, the
 * status is undecided, whatever the other checks have found. */
int
vmg_cli_verdict_status(const VmgJudgement *judgement)
{
    if (judgement->verdict->error || judgement->no_destination)
        return VMG_EXIT_UNDECIDED;
    if (vmg_verdict_is_bad(judgement->verdict))
        return VMG_EXIT_REFUSED;
    return vmg_tally_of(judgement->verdict).of[VMG_OUTCOME_SKIPPED] > 0 ? VMG_EXIT_PARTIAL
                                                                        : VMG_EXIT_GOOD;
}
