/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes the texts of a verdict for people, in their language. */
#include "decide/verdict.h"

#include "base/render.h"
#include "base/text.h"
#include "checks/builtin.h"
#include "decide/tally.h"

#include <string.h>

enum {
    REFUSAL_MAX = 64 * 1024, /* bytes: the limit of an error in libvirt's protocol */
};

static void
render(char **text)
{
    char *rendered = vmg_neutral_render(*text);

    g_free(*text);
    *text = rendered;
}

/* Sets the label of a finding of a built-in check: the check's summary. A verdict without checks
 * is from `virt-migration-guard doctor`, which sets its own labels. */
static void
label(const VmgVerdict *verdict, VmgFinding *finding)
{
    const struct vmg_check *check = verdict->checks > 0 ? vmg_builtin_find(finding->check) : NULL;

    if (check && !finding->label)
        finding->label = g_strdup(_(check->summary));
}

void
vmg_verdict_render(VmgVerdict *verdict)
{
    render(&verdict->error);
    for (guint i = 0; i < verdict->findings->len; i++) {
        VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        label(verdict, finding);
        render(&finding->subject);
        render(&finding->wanted);
        render(&finding->found);
        render(&finding->fix);
    }
}

/* Adds the numbers of warnings and of skipped checks, which are neither failures nor passes. */
static void
append_others(GString *text, const VmgTally *tally)
{
    guint exempt = tally->of[VMG_OUTCOME_EXEMPT], warnings = tally->of[VMG_OUTCOME_WARNED] + exempt;
    guint skipped = tally->of[VMG_OUTCOME_SKIPPED];

    if (warnings)
        g_string_append_printf(text, NG_(", %u warning", ", %u warnings", warnings), warnings);
    if (exempt)
        g_string_append_printf(text, NG_(" (%u exempt)", " (%u exempt)", exempt), exempt);
    if (skipped)
        g_string_append_printf(text, NG_(", %u not run", ", %u not run", skipped), skipped);
}

char *
vmg_verdict_summary(const VmgVerdict *verdict)
{
    VmgTally tally = vmg_tally_of(verdict);
    guint failed = tally.of[VMG_OUTCOME_FAILED], held = tally.of[VMG_OUTCOME_PASSED];
    GString *text;

    if (verdict->error)
        return vmg_neutral_render(verdict->error);
    text = g_string_new(NULL);
    g_string_append_printf(text, failed ? _("%u of %u checks failed") : _("%u of %u checks hold"),
                           failed ? failed : held, verdict->checks);
    append_others(text, &tally);
    return g_string_free(text, FALSE);
}

static gboolean
says_the_same(const VmgFinding *a, const VmgFinding *b)
{
    return a->result == b->result && strcmp(a->code, b->code) == 0 &&
           g_strcmp0(a->subject, b->subject) == 0 && strcmp(a->wanted, b->wanted) == 0 &&
           strcmp(a->found, b->found) == 0 && g_strcmp0(a->fix, b->fix) == 0;
}

/* Whether an earlier finding has the same texts. Several checks report the same texts only if
 * facts are missing. Such a finding has no subject, so findings with a subject are not compared. */
gboolean
vmg_verdict_said_before(const VmgVerdict *verdict, guint index)
{
    const VmgFinding *finding = g_ptr_array_index(verdict->findings, index);

    if (finding->subject)
        return FALSE;
    for (guint i = 0; i < index; i++)
        if (says_the_same(g_ptr_array_index(verdict->findings, i), finding))
            return TRUE;
    return FALSE;
}

char *
vmg_verdict_names(const VmgVerdict *verdict, guint index)
{
    const VmgFinding *finding = g_ptr_array_index(verdict->findings, index);
    GString *text = g_string_new(finding->check);

    for (guint i = index + 1; !finding->subject && i < verdict->findings->len; i++) {
        const VmgFinding *other = g_ptr_array_index(verdict->findings, i);

        if (says_the_same(finding, other))
            g_string_append_printf(text, ", %s", other->check);
    }
    return g_string_free(text, FALSE);
}

static void
append_line(GString *text, const VmgVerdict *verdict, guint index)
{
    const VmgFinding *finding = g_ptr_array_index(verdict->findings, index);
    g_autofree char *names = vmg_verdict_names(verdict, index);
    g_autofree char *subject = vmg_neutral_render(finding->subject);
    g_autofree char *wanted = vmg_neutral_render(finding->wanted);
    g_autofree char *found = vmg_neutral_render(finding->found);
    g_autofree char *fix = vmg_neutral_render(finding->fix);

    g_string_append_printf(text, "%s %s", vmg_verdict_result_name(finding->result), names);
    if (subject)
        g_string_append_printf(text, ": %s", subject);
    g_string_append_printf(text, _(": wanted: %s; found: %s"), wanted, found);
    if (fix)
        g_string_append_printf(text, _("; fix: %s"), fix);
    g_string_append_c(text, '\n');
}

static void
append_lines(GString *text, const VmgVerdict *verdict, int result)
{
    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        if (finding->result == result && !vmg_verdict_said_before(verdict, i))
            append_line(text, verdict, i);
    }
}

char *
vmg_verdict_lines(const VmgVerdict *verdict, int result)
{
    GString *text = g_string_new(NULL);

    append_lines(text, verdict, result);
    return g_string_free(text, FALSE);
}

/* If TEXT has more than REFUSAL_MAX bytes, cuts it at the end of a line, and adds a line that says
 * where the rest can be read. */
static void
cut_lines(GString *text)
{
    const char *end;

    if (text->len <= REFUSAL_MAX)
        return;
    g_string_truncate(text, REFUSAL_MAX);
    end = strrchr(text->str, '\n');
    g_string_truncate(text, (gsize)(end - text->str) + 1);
    g_string_append(text,
                    _("... and more: see journalctl -t virt-migration-guard on the destination "
                      "host\n"));
}

char *
vmg_verdict_refusal(const VmgVerdict *verdict, gboolean start)
{
    g_autofree char *summary = vmg_verdict_summary(verdict);
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, start ? _("start refused: %s\n") : _("migration refused: %s\n"),
                           summary);
    append_lines(text, verdict, VMG_FAIL);
    append_lines(text, verdict, VMG_WARN);
    cut_lines(text);
    return g_string_free(text, FALSE);
}
