/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks.h"

void
vmg_report(const struct vmg_input *input, enum vmg_result result, const char *subject,
           const char *wanted, const char *found, const char *fix)
{
    const struct vmg_finding finding = {
        .struct_size = sizeof(finding),
        .result = (int32_t)result,
        .subject = subject,
        .wanted = wanted,
        .found = found,
        .fix = fix,
    };

    input->report(input, &finding);
}
