/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/tracked.h"

enum {
    /* the first tries are a second apart: when an arriving guest is resumed, libvirt still has the
     * guest's migration job for a moment */
    SOON_SECONDS = 1,
    SOON_REFUSALS = 3,
    BUSY_SECONDS = 20,
    BUSY_MAX_SECONDS = 600,
};

VmgTracked *
vmg_tracked_new(virDomain *domain, guint turn)
{
    VmgTracked *tracked = g_new0(VmgTracked, 1);

    g_atomic_ref_count_init(&tracked->refs);
    virDomainGetUUIDString(domain, tracked->uuid);
    virDomainRef(domain);
    tracked->domain = domain;
    tracked->speed = -1;
    tracked->turn = turn;
    return tracked;
}

VmgTracked *
vmg_tracked_ref(VmgTracked *tracked)
{
    g_atomic_ref_count_inc(&tracked->refs);
    return tracked;
}

void
vmg_tracked_unref(VmgTracked *tracked)
{
    if (!g_atomic_ref_count_dec(&tracked->refs))
        return;
    virDomainFree(tracked->domain);
    vmg_host_free(tracked->source);
    vmg_guest_cpu_clear(&tracked->remembered.cpu);
    vmg_sights_clear(&tracked->remembered.sights);
    vmg_serial_clear(&tracked->remembered.serial);
    g_free(tracked->remembered.stays);
    g_free(tracked);
}

/* The seconds until a guest is tried again, after libvirt was busy with the guest at the last
 * REFUSALS tries. */
static guint
back_off(guint refusals)
{
    guint seconds = BUSY_SECONDS;

    if (refusals <= SOON_REFUSALS)
        return SOON_SECONDS;
    for (guint i = SOON_REFUSALS + 1; i < refusals && seconds < BUSY_MAX_SECONDS; i++)
        seconds *= 2;
    return MIN(seconds, BUSY_MAX_SECONDS);
}

void
vmg_tracked_put_off(VmgTracked *tracked, VmgStampResult result, gint64 now)
{
    guint seconds = tracked->news ? SOON_SECONDS : 0;

    if (result == VMG_STAMP_BUSY)
        seconds = back_off(++tracked->refusals);
    else
        tracked->refusals = 0;
    tracked->news = FALSE;
    tracked->due = now + (gint64)seconds * G_USEC_PER_SEC;
}

gboolean
vmg_tracked_hangs(const VmgTracked *tracked)
{
    return tracked->refusals >= SOON_REFUSALS;
}

gboolean
vmg_tracked_damp(VmgTracked *tracked, gint64 now)
{
    gint64 free_at = tracked->stamped + (gint64)VMG_TRACKED_STAMP_SECONDS * G_USEC_PER_SEC;

    if (!tracked->stamped || now >= free_at)
        return FALSE;
    tracked->due = MAX(tracked->due, free_at);
    return TRUE;
}

gboolean
vmg_tracked_tell(const VmgTracked *tracked, gboolean stamped, VmgRoll *roll)
{
    const VmgRemembered *remembered = &tracked->remembered;
    const char *name = virDomainGetName(tracked->domain);
    gboolean news = FALSE;

    if (remembered->stays)
        news |= vmg_roll_set_stays(roll, tracked->uuid, name, remembered->stays);
    if (stamped)
        news |= vmg_roll_put(roll, tracked->uuid, name, remembered->serial.value);
    return news;
}
