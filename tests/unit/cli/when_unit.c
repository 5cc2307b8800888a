/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Points in time as administrators write them. */
#include "cli/when.h"

#include "tests/unit/support/helper.h"

#include <stdlib.h>

#define NOW   G_GINT64_CONSTANT(1767225600) /* 2026-01-01 00:00 UTC */
#define NEVER G_MININT64

static void
times_are_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        gint64 seconds;
    } rows[] = {
        {"90s", NOW - 90},
        {"30m", NOW - 1800},
        {"2h", NOW - 7200},
        {"7d", NOW - 7 * 86400},
        {"0s", NOW},
        {"2026-01-01", NOW},
        {"2026-01-01 13:00", NOW + 13 * 3600},
        {"2026-01-01T13:00:05", NOW + 13 * 3600 + 5},
        {"2026-01-01T13:00:00+01:00", NOW + 12 * 3600},
        {"2026-01-01 13:00:00Z", NOW + 13 * 3600},
        {"2026-01-01 13:00+02:00", NOW + 11 * 3600},
        {"2026-01-01T13:00Z", NOW + 13 * 3600},
        {"2026-01-01 13:00-01:00", NOW + 14 * 3600},
        {"", NEVER},
        {"h", NEVER},
        {"2", NEVER},
        {"2w", NEVER},
        {"-2h", NEVER},
        {"2h ", NEVER},
        {"99999999999999999999d", NEVER},
        {"yesterday", NEVER},
        {"2026-13-01", NEVER},
        {"2026-01-01 25:00", NEVER},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 us = 0;
        gboolean good = vmg_cli_time(rows[i].text, NOW * G_USEC_PER_SEC, VMG_AGO, &us, NULL);

        if (good != (rows[i].seconds != NEVER) || (good && us != rows[i].seconds * G_USEC_PER_SEC))
            fail_msg("'%s': %" G_GINT64_FORMAT, rows[i].text, us);
    }
}

static void
durations_are_written(void **state G_GNUC_UNUSED)
{
    static const struct {
        gint64 seconds;
        const char *text;
    } rows[] = {
        {0, "0 seconds"},
        {1, "1 second"},
        {119, "119 seconds"},
        {120, "2 minutes"},
        {7199, "119 minutes"},
        {7200, "2 hours"},
        {2 * 86400 - 1, "47 hours"},
        {2 * 86400, "2 days"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = vmg_cli_duration(rows[i].seconds);

        test_same(rows[i].text, text, rows[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(times_are_read),
                                       cmocka_unit_test(durations_are_written)};

    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
