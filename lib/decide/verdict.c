/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide/verdict.h"

#include "base/codes.h"
#include "base/neutral.h"

#include <string.h>

enum { CODE_MAX = 64 };

static void
finding_free(gpointer data)
{
    VmgFinding *finding = data;

    g_free(finding->check);
    g_free(finding->label);
    g_free(finding->code);
    g_free(finding->subject);
    g_free(finding->wanted);
    g_free(finding->found);
    g_free(finding->fix);
    g_free(finding);
}

VmgVerdict *
vmg_verdict_new(VmgMode mode)
{
    VmgVerdict *verdict = g_new0(VmgVerdict, 1);

    verdict->findings = g_ptr_array_new_with_free_func(finding_free);
    verdict->failed = g_ptr_array_new_with_free_func(g_free);
    verdict->mode = mode;
    return verdict;
}

void
vmg_verdict_free(VmgVerdict *verdict)
{
    if (!verdict)
        return;
    g_ptr_array_unref(verdict->findings);
    g_ptr_array_unref(verdict->failed);
    g_free(verdict->error);
    g_free(verdict->error_code);
    g_free(verdict->kept);
    g_free(verdict);
}

static void
add_failed(VmgVerdict *verdict, const char *check)
{
    if (!g_ptr_array_find_with_equal_func(verdict->failed, check, g_str_equal, NULL))
        g_ptr_array_add(verdict->failed, g_strdup(check));
}

static const char *
own_code(int result)
{
    switch (result) {
    case VMG_PASS:
        return VMG_CODE_HOLDS;
    case VMG_WARN:
        return VMG_CODE_CHECK_WARNED;
    case VMG_SKIP:
        return VMG_CODE_NO_DESTINATION;
    default:
        return VMG_CODE_CHECK_FAILED;
    }
}

/* Whether a module's code is one word, because codes are used in labels and lists. */
static gboolean
is_code(const char *code)
{
    gsize len = code ? strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;

    return len > 0 && len <= CODE_MAX && code[len] == '\0';
}

void
vmg_verdict_add(VmgVerdict *verdict, const char *check, int result, const char *code,
                const char *subject, const char *wanted, const char *found, const char *fix)
{
    VmgFinding *finding = g_new0(VmgFinding, 1);

    finding->check = g_strdup(check);
    finding->result = result;
    finding->code = g_strdup(is_code(code) ? code : own_code(result));
    finding->subject = vmg_neutral_line(subject);
    finding->wanted = vmg_neutral_line(wanted ? wanted : "");
    finding->found = vmg_neutral_line(found ? found : "");
    finding->fix = vmg_neutral_line(fix);
    g_ptr_array_add(verdict->findings, finding);
    if (result == VMG_FAIL)
        add_failed(verdict, check);
}

void
vmg_verdict_label(VmgVerdict *verdict, const char *label)
{
    VmgFinding *finding = g_ptr_array_index(verdict->findings, verdict->findings->len - 1);

    g_free(finding->label);
    finding->label = vmg_neutral_line(label);
}

void
vmg_verdict_set_error(VmgVerdict *verdict, const char *code, const char *what, const char *fix)
{
    g_autofree char *text = NULL;

    if (verdict->error)
        return;
    text = g_strdup_printf(_("%s; fix: %s"), what, fix);
    verdict->error = vmg_neutral_line(text);
    verdict->error_code = g_strdup(is_code(code) ? code : VMG_CODE_CHECK_UNDECIDED);
}

void
vmg_verdict_leave(VmgVerdict *verdict)
{
    for (guint i = 0; i < verdict->findings->len; i++) {
        VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        if (finding->result == VMG_FAIL)
            finding->result = VMG_WARN;
    }
    g_ptr_array_set_size(verdict->failed, 0);
}

gboolean
vmg_verdict_is_bad(const VmgVerdict *verdict)
{
    return verdict->error || verdict->failed->len > 0;
}

gboolean
vmg_verdict_refuses(const VmgVerdict *verdict)
{
    return vmg_verdict_is_bad(verdict) && verdict->mode == VMG_MODE_ENFORCING;
}

const char *
vmg_verdict_result_name(int result)
{
    switch (result) {
    case VMG_PASS:
        return "PASS";
    case VMG_WARN:
        return "WARN";
    case VMG_SKIP:
        return "SKIP";
    default:
        return "FAIL";
    }
}

static void
append_word(GString *words, const char *word)
{
    g_auto(GStrv) there = g_strsplit(words->str, " ", -1);

    if (!g_strv_contains((const char *const *)there, word))
        g_string_append_printf(words, "%s%s", words->len ? " " : "", word);
}

char *
vmg_verdict_reasons(const VmgVerdict *verdict)
{
    GString *words = g_string_new(NULL);

    if (verdict->error_code)
        append_word(words, verdict->error_code);
    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        if (finding->result == VMG_FAIL)
            append_word(words, finding->code);
    }
    return g_string_free(words, FALSE);
}

guint
vmg_verdict_count(const VmgVerdict *verdict, int result)
{
    guint count = 0;

    for (guint i = 0; i < verdict->findings->len; i++)
        if (((const VmgFinding *)g_ptr_array_index(verdict->findings, i))->result == result)
            count++;
    return count;
}
