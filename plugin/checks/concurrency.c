/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* concurrency: fewer guests on their way into the destination than its limit. */
#include "checks.h"

static guint
count_incoming(const struct vmg_input *input)
{
    guint count = 0;

    for (size_t i = 0; i < input->destination->commitment_count; i++) {
        const struct vmg_commitment *other = input->destination->commitments[i];

        if ((other->flags & VMG_GUEST_INCOMING) && vmg_is_of_other(input, other))
            count++;
    }
    return count;
}

static int
run(const struct vmg_input *input)
{
    guint64 limit = vmg_option_number(input, "max-incoming", 0);
    g_autofree char *wanted = NULL, *found = NULL;
    guint incoming;

    if (!input->destination)
        return 0;
    incoming = count_incoming(input);
    wanted = g_strdup_printf("at most %" G_GUINT64_FORMAT " migrations into %s at a time", limit,
                             input->destination->name);
    found = g_strdup_printf("%u under way", incoming);
    vmg_report(input, incoming < limit ? VMG_PASS : VMG_FAIL, NULL, wanted, found,
               incoming < limit ? NULL
                                : "try again when one has ended, or raise [migration] max-incoming "
                                  "in guard.conf on the destination");
    return 0;
}

const struct vmg_check vmg_check_concurrency =
    VMG_CHECK_INIT("concurrency", "fewer migrations than the limit", VMG_NEEDS_DESTINATION, run);
