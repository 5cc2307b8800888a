/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Puts this host's facts together. */
#pragma once

#include "commitments.h"
#include "cpu.h"
#include "migration-facts.h"
#include "networks.h"
#include "storage-watch.h"

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
