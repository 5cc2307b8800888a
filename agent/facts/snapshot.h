/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's facts at one moment, shared between threads, never changed. */
#pragma once

#include "agent/virt/qemu-conf.h"
#include "host/host.h"

typedef struct {
    VmgHost *host;
    GBytes *key;         /* that stamps are signed with; NULL: they are not */
    guint bandwidth_mib; /* MiB/s that a migration out may use; 0 = libvirt's own */
    VmgPorts ports;      /* that guests arrive on */
    char *essence;       /* what a stamp carries of it, without the generation */
    gboolean no_stamps;  /* they should be signed, but can't: guests are only looked at */
} VmgSnapshot;

/* Takes HOST over. What follows is to be set before it is shared. */
VmgSnapshot *vmg_snapshot_new(VmgHost *host);
VmgSnapshot *vmg_snapshot_ref(VmgSnapshot *snapshot);
void vmg_snapshot_unref(VmgSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgSnapshot, vmg_snapshot_unref)
