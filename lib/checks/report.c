/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks/checks.h"

void
vmg_report(const struct vmg_input *input, enum vmg_result result, const char *code,
           const char *subject, const char *wanted, const char *found, const char *fix)
{
    const struct vmg_finding finding = {
        .struct_size = sizeof(finding),
        .result = (int32_t)result,
        .subject = subject,
        .wanted = wanted,
        .found = found,
        .fix = fix,
        .code = code,
    };

    input->report(input, &finding);
}

guint64
vmg_option_number(const struct vmg_input *input, const char *key, guint64 otherwise)
{
    const char *text = input->option(input, key);

    return text ? g_ascii_strtoull(text, NULL, 10) : otherwise;
}

gboolean
vmg_is_of_other(const struct vmg_input *input, const struct vmg_commitment *commitment)
{
    return g_ascii_strcasecmp(commitment->uuid, input->guest->uuid) != 0;
}
