/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "expiry.h"

#include "exemptions.h"
#include "journal.h"
#include "sys.h"

#include <unistd.h>

static gboolean
take_expired(GPtrArray *all, gint64 now)
{
    gboolean any = FALSE;

    for (guint i = all->len; i-- > 0;) {
        const VmgExemption *exemption = g_ptr_array_index(all, i);

        if (exemption->until > now)
            continue;
        vmg_say_kind(VMG_MESSAGE_EXEMPTION_EXPIRED, LOG_NOTICE, exemption->guest,
                     "exemption expired: guest %s, check %s: %s", exemption->guest,
                     exemption->check, exemption->reason);
        g_ptr_array_remove_index(all, i);
        any = TRUE;
    }
    return any;
}

/* Who is changing the file now has it: another time. */
static void
expire(const char *path, GError **error)
{
    g_autofree char *name = g_strconcat(path, ".lock", NULL);
    g_autoptr(GPtrArray) all = NULL;
    int lock = vmg_sys_lock(name, 0, NULL);

    if (lock < 0)
        return;
    all = vmg_exemptions_read(path, error);
    if (all && take_expired(all, g_get_real_time() / G_USEC_PER_SEC))
        vmg_exemptions_write(path, all, error);
    close(lock);
}

void
vmg_exemptions_expire(const char *path, VmgSay *say)
{
    g_autoptr(GError) error = NULL;

    if (access(path, F_OK) == 0)
        expire(path, &error);
    vmg_say_result(say, "exemptions", error);
}
