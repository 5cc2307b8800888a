/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/snapshot.h"

VmgSnapshot *
vmg_snapshot_new(VmgHost *host)
{
    VmgSnapshot *snapshot = g_atomic_rc_box_new0(VmgSnapshot);

    snapshot->host = host;
    return snapshot;
}

VmgSnapshot *
vmg_snapshot_ref(VmgSnapshot *snapshot)
{
    return g_atomic_rc_box_acquire(snapshot);
}

static void
clear(gpointer data)
{
    VmgSnapshot *snapshot = data;

    vmg_host_free(snapshot->host);
    g_free(snapshot->essence);
    vmg_config_free(snapshot->config);
    g_clear_pointer(&snapshot->key, g_bytes_unref);
}

void
vmg_snapshot_unref(VmgSnapshot *snapshot)
{
    if (snapshot)
        g_atomic_rc_box_release_full(snapshot, clear);
}
