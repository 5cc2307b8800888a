/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Puts this host's facts together. */
#pragma once

#include "agent/facts/commitments.h"
#include "agent/facts/migration.h"
#include "agent/network/networks.h"
#include "agent/storage/watch.h"
#include "agent/virt/cpu.h"

/* What is known from elsewhere. */
typedef struct {
    const VmgConfig *config;
    const char *uuid;         /* libvirt's */
    const char *status;       /* VMG_STATUS_* */
    const VmgLinks *links;    /* the kernel's */
    const GPtrArray *libvirt; /* VmgLibvirtNetwork *; NULL where unknown */
    const VmgCommitments *commitments;
    const VmgCpuFacts *cpu; /* libvirt's */
    const VmgStorageWatch *storage;
    const VmgMigrationFacts *migration;
} VmgSources;

/* The facts; their generation and time are for the publisher to set. */
VmgHost *vmg_compose(const VmgSources *sources, GError **error);
