/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks/checks.h"

guint
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
    return 1;
}

guint
vmg_report_take(const struct vmg_input *input, enum vmg_result result, const char *code,
                char *subject, char *wanted, char *found, char *fix)
{
    guint reported = vmg_report(input, result, code, subject, wanted, found, fix);

    g_free(subject);
    g_free(wanted);
    g_free(found);
    g_free(fix);
    return reported;
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
