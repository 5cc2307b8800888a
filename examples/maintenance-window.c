/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* maintenance-window: allows no migration into this host during the hours that the administrator
 * lists in guard.conf, so that no guest moves while people work with it:
 *
 *     [maintenance-window]
 *     closed = Mon..Fri 08:00..18:00; Sat 08:00..12:00
 *
 * The hours are local time by the clock of the destination, because the hook runs there. hours.h
 * says how the hours are written. Build:
 *
 *     cc -shared -fPIC $(pkg-config --cflags virt-migration-guard) \
 *         -o maintenance-window.so maintenance-window.c hours.c */
#define _POSIX_C_SOURCE 200809L

#include <virt-migration-guard.h>

#include "hours.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define WANTED "a time at which migrations are allowed"

static void
report(const struct vmg_input *input, enum vmg_result result, const char *wanted, const char *found,
       const char *fix)
{
    struct vmg_finding finding;

    memset(&finding, 0, sizeof(finding));
    finding.struct_size = sizeof(finding);
    finding.result = (int32_t)result;
    finding.wanted = wanted;
    finding.found = found;
    finding.fix = fix;
    input->report(input, &finding);
}

static void
judge(const struct vmg_input *input, const char *closed, const struct tm *now)
{
    char found[512], when[64];

    strftime(when, sizeof(when), "%a %H:%M", now);
    switch (hours_hold(closed, now->tm_wday, now->tm_hour * 60 + now->tm_min)) {
    case 0:
        snprintf(found, sizeof(found), "it is %s; closed: %.300s", when, closed);
        report(input, VMG_PASS, WANTED, found, NULL);
        break;
    case 1:
        snprintf(found, sizeof(found), "it is %s; closed: %.300s", when, closed);
        report(input, VMG_FAIL, WANTED, found,
               "migrate later, or change [maintenance-window] closed in guard.conf on the "
               "destination");
        break;
    /* The text `closed` can't be read. Refuse the migration, because the administrator wanted to
     * forbid migrations at some time. */
    default:
        snprintf(found, sizeof(found), "closed = %.300s", closed);
        report(input, VMG_FAIL, "hours like Mon..Fri 08:00..18:00", found,
               "correct [maintenance-window] closed in guard.conf on the destination");
    }
}

static int
run(const struct vmg_input *input)
{
    const char *closed = input->option(input, "closed");
    time_t now = time(NULL);
    struct tm local;

    /* If there are no facts about the destination, its closed hours are unknown. The guard
     * itself has already reported the missing facts. */
    if (!input->destination)
        return 0;
    if (!closed || !*closed) {
        report(input, VMG_PASS, WANTED, "no hours are closed", NULL);
        return 0;
    }
    if (!localtime_r(&now, &local))
        return -1;
    judge(input, closed, &local);
    return 0;
}

static const struct vmg_check check = {
    sizeof(struct vmg_check),
    VMG_ABI_VERSION,
    "maintenance-window",
    "1.0",
    "no migrations in the hours that are closed",
    VMG_NEEDS_DESTINATION,
    0,
    run,
};

VMG_REGISTER_CHECK(check)
