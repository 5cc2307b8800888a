/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record/decision.h"

#include "base/columns.h"
#include "decide/tally.h"

#include <string.h>
#include <unistd.h>

/* Lines of format 1 have no destination and no reason codes. */
#define FORMAT     "2"
#define OLD_FORMAT "1"

/* Columns of a line: FIXED columns come first, then EACH columns for each finding. In format 1
 * these two numbers are OLD_FIXED and OLD_EACH. CUT is the largest length of one text, in bytes. */
enum { FIXED = 18, EACH = 7, OLD_FIXED = 12, OLD_EACH = 6, CUT = 1024 };
/* The index of the first column with a number of checks. There is one such column for each
 * outcome of a check (VmgOutcome). */
enum { TALLY = 11 };

static VmgDecision *
make(const char *decision, const char *event, const char *guest, VmgVerdict *verdict)
{
    VmgDecision *self = g_new0(VmgDecision, 1);

    self->time_us = g_get_real_time();
    self->process = getpid();
    self->decision = g_strdup(decision);
    self->event = g_strdup(event);
    self->guest = g_strdup(guest);
    self->uuid = g_strdup("");
    self->source = g_strdup("");
    self->destination = g_strdup("");
    self->verdict = verdict;
    return self;
}

VmgDecision *
vmg_decision_new(const char *decision, const char *event, const char *guest)
{
    return make(decision, event, guest, vmg_verdict_new(VMG_MODE_ENFORCING));
}

VmgDecision *
vmg_decision_of(VmgVerdict *verdict, const char *event, const char *guest)
{
    const char *decision = vmg_verdict_refuses(verdict)  ? VMG_DECISION_REFUSE
                           : vmg_verdict_is_bad(verdict) ? VMG_DECISION_WOULD
                                                         : VMG_DECISION_ADMIT;

    return make(decision, event, guest, verdict);
}

void
vmg_decision_free(VmgDecision *decision)
{
    if (!decision)
        return;
    g_free(decision->decision);
    g_free(decision->event);
    g_free(decision->guest);
    g_free(decision->uuid);
    g_free(decision->source);
    g_free(decision->destination);
    vmg_verdict_free(decision->verdict);
    g_free(decision);
}

/* Returns a copy of TEXT. If TEXT is longer than CUT bytes, returns only the beginning, without
 * an incomplete UTF-8 character at the end. */
static char *
cut(const char *text)
{
    gsize length = text ? strnlen(text, CUT) : 0;
    const char *end;

    if (length == CUT && !g_utf8_validate(text, CUT, &end))
        length = (gsize)(end - text);
    return g_strndup(text ? text : "", length);
}

static void
add_text(GString *line, const char *text)
{
    g_autofree char *short_enough = cut(text);
    g_autofree char *escaped = vmg_columns_escape(short_enough);

    g_string_append_c(line, '\t');
    g_string_append(line, escaped);
}

static void
add_number(GString *line, gint64 number)
{
    g_string_append_printf(line, "\t%" G_GINT64_FORMAT, number);
}

static char *
format_finding(const VmgFinding *finding)
{
    GString *part = g_string_new(NULL);

    add_text(part, finding->check);
    add_text(part, vmg_verdict_result_name(finding->result));
    add_text(part, finding->code);
    add_text(part, finding->subject);
    add_text(part, finding->wanted);
    add_text(part, finding->found);
    add_text(part, finding->fix);
    return g_string_free(part, FALSE);
}

char *
vmg_decision_format(const VmgDecision *decision)
{
    const VmgVerdict *verdict = decision->verdict;
    const VmgTally tally = vmg_tally_of(verdict);
    GString *line = g_string_new("\n" FORMAT);

    add_number(line, decision->time_us);
    add_number(line, decision->process);
    add_text(line, decision->decision);
    add_text(line, verdict->mode == VMG_MODE_PERMISSIVE ? "permissive" : "enforcing");
    add_text(line, decision->event);
    add_text(line, decision->guest);
    add_text(line, decision->uuid);
    add_text(line, decision->source);
    add_text(line, decision->destination);
    add_number(line, decision->duration_us);
    for (guint i = 0; i < VMG_OUTCOMES; i++)
        add_number(line, tally.of[i]);
    add_text(line, verdict->error_code);
    add_text(line, verdict->error);
    for (guint i = 0; i < verdict->findings->len; i++) {
        g_autofree char *part = format_finding(g_ptr_array_index(verdict->findings, i));

        if (line->len + strlen(part) < VMG_DECISION_MAX)
            g_string_append(line, part);
    }
    g_string_append_c(line, '\n');
    return g_string_free(line, FALSE);
}

static int
parse_result(const char *name)
{
    for (int result = 0; result <= VMG_SKIP; result++)
        if (strcmp(name, vmg_verdict_result_name(result)) == 0)
            return result;
    return VMG_FAIL;
}

static gboolean
is_number(const char *text, gint64 *number)
{
    return g_ascii_string_to_signed(text, 10, 0, G_MAXINT64, number, NULL);
}

static char *
text_or_null(const char *column)
{
    return *column ? g_strdup(column) : NULL;
}

static void
parse_finding(VmgVerdict *verdict, char **columns)
{
    g_autofree char *subject = text_or_null(columns[3]), *wanted = text_or_null(columns[4]);
    g_autofree char *found = text_or_null(columns[5]), *fix = text_or_null(columns[6]);

    vmg_verdict_add(verdict, columns[0], parse_result(columns[1]), columns[2], subject, wanted,
                    found, fix);
}

/* Reads the columns with the numbers of checks. A line of format 1 has only one such column: the
 * number of all checks. */
static void
parse_tally(VmgVerdict *verdict, char **columns)
{
    VmgTally tally = {{0}};
    guint count = *columns[1] ? VMG_OUTCOMES : 1;

    for (guint i = 0; i < count; i++)
        tally.of[i] = (guint)MIN(g_ascii_strtoull(columns[i], NULL, 10), G_MAXUINT16);
    for (guint i = 0; i < VMG_OUTCOMES; i++)
        verdict->checks += tally.of[i];
    if (count > 1)
        verdict->kept = g_memdup2(&tally, sizeof(tally));
}

static VmgVerdict *
parse_verdict(char **columns)
{
    VmgVerdict *verdict = vmg_verdict_new(
        strcmp(columns[4], "permissive") == 0 ? VMG_MODE_PERMISSIVE : VMG_MODE_ENFORCING);

    parse_tally(verdict, columns + TALLY);
    verdict->error_code = text_or_null(columns[16]);
    verdict->error = text_or_null(columns[17]);
    for (columns += FIXED; *columns; columns += EACH)
        parse_finding(verdict, columns);
    return verdict;
}

static void
take(GPtrArray *all, char **columns, guint count)
{
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(all, g_strdup(columns[i]));
}

static void
skip(GPtrArray *all)
{
    g_ptr_array_add(all, g_strdup(""));
}

/* Converts the columns of a line of format 1 to the columns of the present format. COUNT is the
 * number of old columns. */
static char **
modernise(char **columns, guint count)
{
    GPtrArray *all = g_ptr_array_new();

    take(all, columns, 9);
    skip(all); /* destination */
    take(all, columns + 9, 2);
    for (guint i = 1; i < VMG_OUTCOMES; i++)
        skip(all); /* only the first number of checks is in format 1 */
    skip(all);     /* error code */
    take(all, columns + 11, 1);
    for (guint i = OLD_FIXED; i < count; i += OLD_EACH) {
        take(all, columns + i, 2);
        skip(all); /* code */
        take(all, columns + i + 2, 4);
    }
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

/* Returns the columns of LINE in the present format; NULL if LINE is not a decision. */
static char **
split(const char *line)
{
    g_auto(GStrv) columns = vmg_columns_split(line);
    guint count = columns ? g_strv_length(columns) : 0;

    if (count >= FIXED && (count - FIXED) % EACH == 0 && strcmp(columns[0], FORMAT) == 0)
        return g_steal_pointer(&columns);
    if (count >= OLD_FIXED && (count - OLD_FIXED) % OLD_EACH == 0 &&
        strcmp(columns[0], OLD_FORMAT) == 0)
        return modernise(columns, count);
    return NULL;
}

/* Whether the columns with the numbers of checks are valid. In format 1 only the first of these
 * columns is filled; the others are empty. */
static gboolean
has_numbers(char **columns)
{
    gint64 number;

    for (guint i = 0; i < VMG_OUTCOMES; i++)
        if (!is_number(columns[i], &number) && (i == 0 || *columns[i]))
            return FALSE;
    return TRUE;
}

VmgDecision *
vmg_decision_parse(const char *line)
{
    g_auto(GStrv) columns = split(line);
    gint64 time_us, process, duration;
    VmgDecision *decision;

    if (!columns || !is_number(columns[1], &time_us) || !is_number(columns[2], &process) ||
        !is_number(columns[10], &duration) || !has_numbers(columns + TALLY))
        return NULL;
    decision = g_new0(VmgDecision, 1);
    decision->time_us = time_us;
    decision->process = process;
    decision->decision = g_strdup(columns[3]);
    decision->event = g_strdup(columns[5]);
    decision->guest = g_strdup(columns[6]);
    decision->uuid = g_strdup(columns[7]);
    decision->source = g_strdup(columns[8]);
    decision->destination = g_strdup(columns[9]);
    decision->duration_us = duration;
    decision->verdict = parse_verdict(columns);
    return decision;
}

GPtrArray *
vmg_decision_parse_all(const char *text, guint *bad)
{
    GPtrArray *decisions = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_decision_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    if (bad)
        *bad = 0;
    for (char **line = lines; *line; line++) {
        VmgDecision *decision = **line ? vmg_decision_parse(*line) : NULL;

        if (decision)
            g_ptr_array_add(decisions, decision);
        else if (**line && bad)
            (*bad)++;
    }
    return decisions;
}
