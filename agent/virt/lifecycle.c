/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/lifecycle.h"

void
vmg_lifecycle_tell(const VmgConnectionEvents *events, gpointer data, virDomain *domain, int event,
                   int detail)
{
    switch (event) {
    /* started, or begins to arrive: the guest counts from now on, and is stamped when it is
     * resumed */
    case VIR_DOMAIN_EVENT_STARTED:
        if (detail == VIR_DOMAIN_EVENT_STARTED_MIGRATED)
            events->guest_arrives(data, domain);
        events->guest(data, domain);
        break;
    case VIR_DOMAIN_EVENT_RESUMED:
        if (detail == VIR_DOMAIN_EVENT_RESUMED_MIGRATED)
            events->guest_arrived(data, domain);
        events->guest_resumed(data, domain);
        events->guest(data, domain);
        break;
    case VIR_DOMAIN_EVENT_SUSPENDED:
        if (detail != VIR_DOMAIN_EVENT_SUSPENDED_PAUSED)
            break;
        /* If a guest arrives paused, libvirt sends no event Resumed. */
        events->guest_arrived(data, domain);
        events->guest(data, domain);
        break;
    case VIR_DOMAIN_EVENT_STOPPED:
    case VIR_DOMAIN_EVENT_CRASHED:
        events->guest_stopped(data, domain);
        break;
    case VIR_DOMAIN_EVENT_DEFINED:
        events->guest_defined(data, domain);
        break;
    default:
        break;
    }
}
