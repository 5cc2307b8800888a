/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target decision: if a line of the record can be read, then a decision that is written and read
 * again stays the same. */
#include "fuzz.h"
#include "record/decision.h"

#include <string.h>

/* Whatever a record contains, a text that is printed must be valid UTF-8 without the control
 * characters that the guard uses inside a record. */
static void
check_text(const char *text)
{
    g_assert_true(!text || g_utf8_validate(text, -1, NULL));
    g_assert_true(!text || !strpbrk(text, "\002\003\036\037"));
}

static void
check_shown(VmgVerdict *verdict)
{
    vmg_verdict_render(verdict);
    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        check_text(finding->subject);
        check_text(finding->wanted);
        check_text(finding->found);
        check_text(finding->fix);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    guint bad = 0;
    g_autoptr(GPtrArray) decisions = vmg_decision_parse_all(text, &bad);

    for (guint i = 0; i < decisions->len; i++) {
        g_autofree char *first = vmg_decision_format(g_ptr_array_index(decisions, i));
        g_autoptr(GPtrArray) again = vmg_decision_parse_all(first, &bad);
        g_autofree char *second = NULL;

        g_assert_cmpint(again->len, ==, 1);
        g_assert_cmpint(bad, ==, 0);
        g_assert_cmpuint(strlen(first), <=, VMG_DECISION_MAX + 1);
        second = vmg_decision_format(g_ptr_array_index(again, 0));
        g_assert_cmpstr(first, ==, second);
        check_shown(((VmgDecision *)again->pdata[0])->verdict);
    }
    return 0;
}
