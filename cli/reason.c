/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/reason.h"

#include "base/text.h"

static guint
count_reasons(const VmgVerdict *verdict, int result, guint *first)
{
    guint count = 0;

    for (guint i = verdict->findings->len; i-- > 0;) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        if (finding->result == result && !vmg_verdict_said_before(verdict, i)) {
            *first = i;
            count++;
        }
    }
    return count;
}

char *
vmg_cli_reason(const VmgVerdict *verdict, int result)
{
    guint first = 0, count = count_reasons(verdict, result, &first);
    g_autofree char *names = count ? vmg_verdict_names(verdict, first) : NULL;
    const VmgFinding *finding = count ? g_ptr_array_index(verdict->findings, first) : NULL;
    g_autofree char *reason = NULL;

    if (verdict->error || count == 0)
        return vmg_verdict_summary(verdict);
    reason = g_strdup_printf("%s: %s%s%s", names, finding->subject ? finding->subject : "",
                             finding->subject ? ": " : "", finding->found);
    if (count == 1)
        return g_steal_pointer(&reason);
    return g_strdup_printf(NG_("%s (and %u more reason)", "%s (and %u more reasons)", count - 1),
                           reason, count - 1);
}
