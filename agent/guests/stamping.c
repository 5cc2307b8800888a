/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/stamping.h"

#include "agent/migrations/mender.h"
#include "agent/migrations/outgoing.h"
#include "agent/virt/busy.h"

VmgStamping *
vmg_stamping_new(VmgTracked *guest, VmgSnapshot *snapshot, gpointer owner)
{
    VmgStamping *stamping = g_new0(VmgStamping, 1);

    stamping->owner = owner;
    stamping->guest = vmg_tracked_ref(guest);
    stamping->snapshot = vmg_snapshot_ref(snapshot);
    stamping->source = guest->source;
    return stamping;
}

void
vmg_stamping_free(VmgStamping *stamping)
{
    vmg_snapshot_unref(stamping->snapshot);
    vmg_tracked_unref(stamping->guest);
    g_clear_error(&stamping->error);
    g_clear_error(&stamping->mending);
    vmg_committed_free(stamping->committed);
    g_free(stamping);
}

gboolean
vmg_stamping_is_settled(const VmgStamping *stamping)
{
    return stamping->result == VMG_STAMP_WRITTEN || stamping->result == VMG_STAMP_SAME;
}

gboolean
vmg_stamping_is_wanted(const VmgStamping *look)
{
    return look->result == VMG_STAMP_WANTED || (look->source && vmg_stamping_is_settled(look));
}

void
vmg_stamping_run_look(gpointer data)
{
    VmgStamping *look = data;

    look->result = vmg_stamper_look(look->guest->domain, look->snapshot, &look->guest->remembered,
                                    &look->committed, &look->bare, &look->error);
}

void
vmg_stamping_run_write(gpointer data)
{
    VmgStamping *stamping = data;

    stamping->result =
        vmg_stamper_stamp(stamping->guest->domain, stamping->snapshot, &stamping->guest->remembered,
                          &stamping->guest->writes, &stamping->error);
    if (stamping->source && vmg_stamping_is_settled(stamping))
        vmg_mender_mend(stamping->guest->domain, stamping->source, stamping->snapshot->host,
                        &stamping->mended, &stamping->mending);
}

void
vmg_stamping_run_speed(gpointer data)
{
    VmgStamping *speed = data;

    if (vmg_busy(speed->guest->domain) == VMG_BUSY_NOT)
        vmg_outgoing_prepare(speed->guest->domain, speed->snapshot->bandwidth_mib, speed->limited,
                             &speed->guest->speed);
}

void
vmg_stamping_report(const VmgStamping *stamping, VmgSay *say)
{
    const VmgTracked *guest = stamping->guest;
    const char *name = virDomainGetName(guest->domain);
    g_autofree char *topic = g_strconcat("guest ", guest->uuid, NULL);

    if (stamping->result == VMG_STAMP_FAILED)
        vmg_say_wrong(say, topic, "guest %s is not stamped, and won't migrate: %s", name,
                      stamping->error->message);
    else if (stamping->result == VMG_STAMP_BUSY && vmg_tracked_hangs(guest))
        vmg_say_wrong(say, topic, "guest %s can't be stamped: its QEMU does not answer libvirt",
                      name);
    else if (stamping->result == VMG_STAMP_GONE)
        vmg_say_right(say, topic, NULL);
    else if (vmg_stamping_is_settled(stamping))
        vmg_say_right(say, topic, "guest %s is stamped", name);
}

void
vmg_stamping_take_mending(const VmgStamping *stamping, VmgSay *say)
{
    VmgTracked *guest = stamping->guest;
    const char *name = virDomainGetName(guest->domain);
    g_autofree char *topic = g_strconcat("configuration of ", guest->uuid, NULL);

    if (!stamping->source || !vmg_stamping_is_settled(stamping))
        return;
    if (stamping->mending) {
        vmg_say_wrong(say, topic,
                      "the configuration of guest %s is still that of its last host: %s", name,
                      stamping->mending->message);
        return;
    }
    if (stamping->mended)
        vmg_say(LOG_INFO, "the configuration of guest %s was moved to this host's devices", name);
    vmg_say_right(say, topic, NULL);
    /* From now on, changes of the configuration are made on this host and must be left alone. */
    g_clear_pointer(&guest->source, vmg_host_free);
}
