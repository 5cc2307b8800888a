/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/report/exemptions.h"

#include "base/journal.h"
#include "base/sys.h"
#include "config/exemptions.h"

#include <unistd.h>

/* The exemptions in ALL that have ended. */
static GPtrArray *
take_expired(GPtrArray *all, gint64 now)
{
    GPtrArray *expired = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_exemption_free);

    for (guint i = all->len; i-- > 0;)
        if (((const VmgExemption *)g_ptr_array_index(all, i))->until <= now)
            g_ptr_array_add(expired, g_ptr_array_steal_index(all, i));
    return expired;
}

static void
tell(const GPtrArray *expired)
{
    for (guint i = 0; i < expired->len; i++) {
        const VmgExemption *exemption = g_ptr_array_index(expired, i);

        vmg_say_kind(VMG_MESSAGE_EXEMPTION_EXPIRED, LOG_NOTICE, exemption->guest,
                     "exemption expired: guest %s, check %s: %s", exemption->guest,
                     exemption->check, exemption->reason);
    }
}

/* Removes exemptions that have ended from the file PATH. Does nothing if the command line holds the
 * lock of the file because it changes the file; the next call then removes these exemptions. */
static void
expire(const char *path, GError **error)
{
    g_autofree char *name = g_strconcat(path, ".lock", NULL);
    g_autoptr(GPtrArray) all = NULL, expired = NULL;
    int lock = vmg_sys_lock(name, 0, NULL);

    if (lock < 0)
        return;
    all = vmg_exemptions_read(path, error);
    expired = all ? take_expired(all, g_get_real_time() / G_USEC_PER_SEC) : NULL;
    if (expired && expired->len > 0 && vmg_exemptions_write(path, all, error))
        tell(expired);
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
