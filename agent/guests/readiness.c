/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/readiness.h"

#include "decide/judge.h"

#include <string.h>

/* The code of the first finding that refuses. If the guard itself could not decide, there is no
 * such finding, and the error's code is returned. */
static const char *
first_reason(const VmgVerdict *verdict)
{
    if (!vmg_verdict_is_bad(verdict))
        return "";
    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        if (finding->result == VMG_FAIL)
            return finding->code;
    }
    return verdict->error_code;
}

char *
vmg_readiness_of(const char *xml, VmgHost *host, const VmgConfig *config)
{
    const VmgQuestion question = {
        .xml = xml,
        .len = strlen(xml),
        .what = "domain XML",
        .config = config,
        .source = host,
        .no_destination = TRUE,
        .unprivileged = TRUE,
    };
    g_autoptr(VmgJudgement) judgement = vmg_judge(&question, NULL);

    return judgement ? g_strdup(first_reason(judgement->verdict)) : NULL;
}
