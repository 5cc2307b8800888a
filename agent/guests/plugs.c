/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/plugs.h"

#include "agent/network/offloads.h"
#include "match/nics.h"

void
vmg_plugs_fill_in(const struct vmg_host *host, struct vmg_guest *guest)
{
    for (size_t i = 0; i < guest->nic_count; i++) {
        const struct vmg_nic *nic = guest->nics[i];

        if (vmg_nics_is_switched_off(host, nic))
            guest->source_flags |= VMG_SOURCE_BRIDGE_DOWN;
        if (nic->device && vmg_offloads_uso(nic->device) == VMG_OFFLOAD_USED)
            guest->source_flags |= VMG_SOURCE_TAP_USO;
    }
}
