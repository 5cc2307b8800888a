/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's facts at one time, shared between threads and never changed. */
#pragma once

#include "agent/virt/qemu-conf.h"
#include "config/config.h"
#include "host/host.h"

typedef struct {
    VmgHost *host;
    GBytes *key;         /* the key that signs stamps; NULL if stamps are not signed */
    guint bandwidth_mib; /* MiB/s that a migration out of this host may use; 0 = libvirt's limit */
    VmgPorts ports;      /* the ports on which guests arrive */
    char *essence;       /* what a stamp contains, without the generation */
    /* the settings that decide whether a guest can leave; NULL: nobody asks whether guests can
     * leave */
    VmgConfig *config;
    int daemon;         /* the process of libvirt's daemon; 0 if unknown */
    gboolean no_stamps; /* the key can't be read: guests are only looked at, not stamped */
} VmgSnapshot;

/* Takes HOST over. Set the other members before the snapshot is shared. */
VmgSnapshot *vmg_snapshot_new(VmgHost *host);
VmgSnapshot *vmg_snapshot_ref(VmgSnapshot *snapshot);
void vmg_snapshot_unref(VmgSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgSnapshot, vmg_snapshot_unref)
