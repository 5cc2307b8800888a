/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the facts are made of, as last known. What can't be read just now stays as
 * it was; that is said once. */
#pragma once

#include "agent/base/say.h"
#include "agent/facts/commitments.h"
#include "agent/facts/migration.h"
#include "agent/network/networks.h"
#include "agent/storage/watch.h"
#include "agent/virt/cpu.h"
#include "agent/virt/emulators.h"
#include "agent/virt/inventory.h"
#include "base/paths.h"

typedef struct {
    VmgSay *say;
    char *uuid;          /* libvirt's; NULL until it was reached once */
    const char *asked;   /* VMG_STATUS_*: what the administrator asked for */
    const char *status;  /* VMG_STATUS_*: what this host is */
    int guests;          /* that run or arrive; -1 = unknown, or not counted as the host is up */
    VmgLinks *links;     /* NULL until they were read once */
    GPtrArray *networks; /* libvirt's; NULL until they were read once */
    VmgCpuFacts *cpu;    /* NULL until libvirt said them once */
    VmgStorageWatch *storage;
    VmgMigrationFacts *migration;
    VmgInventory *inventory; /* NULL until libvirt listed its guests once */
    VmgEmulators *emulators; /* NULL until libvirt said them once */
} VmgKnown;

void vmg_known_clear(VmgKnown *known);

void vmg_known_read_status(VmgKnown *known, const VmgPaths *paths);
/* HOST was just composed: whether guests are left decides about its status. */
void vmg_known_count_guests(VmgKnown *known, const VmgPaths *paths, VmgHost *host);
/* Takes LINKS over; NULL with an error. */
void vmg_known_take_links(VmgKnown *known, VmgLinks *links, const GError *error);
/* Takes FACTS over; NULL with an error. */
void vmg_known_take_cpu(VmgKnown *known, VmgCpuFacts *facts, const GError *error);
/* Takes EMULATORS over; NULL with an error. */
void vmg_known_take_emulators(VmgKnown *known, VmgEmulators *emulators, const GError *error);
/* Takes INVENTORY over; NULL with an error. */
void vmg_known_take_inventory(VmgKnown *known, VmgInventory *inventory, const GError *error);
/* libvirt's networks and pools, VmgLibvirtNetwork * and VmgLibvirtPool *, borrowed;
 * NULL where it does not say. */
void vmg_known_take_resources(VmgKnown *known, GPtrArray *networks, GPtrArray *pools);

/* The facts; NULL while something was never known. */
VmgHost *vmg_known_compose(const VmgKnown *known, const VmgConfig *config,
                           const VmgCommitments *commitments);
