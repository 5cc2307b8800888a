/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's facts at one moment, shared between threads, never changed. */
#pragma once

#include "host.h"

typedef struct {
    VmgHost *host;
} VmgSnapshot;

/* Takes HOST over. */
VmgSnapshot *vmg_snapshot_new(VmgHost *host);
VmgSnapshot *vmg_snapshot_ref(VmgSnapshot *snapshot);
void vmg_snapshot_unref(VmgSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgSnapshot, vmg_snapshot_unref)
