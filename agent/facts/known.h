/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of the facts, as they were last known. A part that can't be read now stays as it
 * was; this is reported once. */
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
    char *uuid;         /* the host's UUID, from libvirt; NULL until libvirt answered once */
    const char *asked;  /* VMG_STATUS_*: what the administrator asked for */
    const char *status; /* VMG_STATUS_*: the status of this host */
    int guests;      /* guests that run or arrive; -1 = unknown, or not counted because the host is
                        up */
    VmgLinks *links; /* NULL until the network devices were read once */
    GPtrArray *networks; /* libvirt's networks; NULL until the networks were read once */
    VmgCpuFacts *cpu;    /* NULL until libvirt answered once */
    VmgStorageWatch *storage;
    VmgMigrationFacts *migration;
    VmgInventory *inventory; /* NULL until libvirt listed its guests once */
    /* UUID -> gint64 *: the time (vmg_sys_boottime_ms()) when a guest stopped, of guests that the
     * inventory may still list as active; NULL if there are none */
    GHashTable *stopped;
    VmgEmulators *emulators; /* NULL until libvirt listed its emulators once */
} VmgKnown;

void vmg_known_clear(VmgKnown *known);

void vmg_known_read_status(VmgKnown *known, const VmgPaths *paths);
/* Counts the guests of HOST, which was just composed: the host's status depends on whether
 * guests are left. */
void vmg_known_count_guests(VmgKnown *known, const VmgPaths *paths, VmgHost *host);
/* Takes LINKS over. If ERROR is set, LINKS is NULL. */
void vmg_known_take_links(VmgKnown *known, VmgLinks *links, const GError *error);
/* Takes FACTS over. If ERROR is set, FACTS is NULL. */
void vmg_known_take_cpu(VmgKnown *known, VmgCpuFacts *facts, const GError *error);
/* Takes EMULATORS over. If ERROR is set, EMULATORS is NULL. */
void vmg_known_take_emulators(VmgKnown *known, VmgEmulators *emulators, const GError *error);
/* Takes INVENTORY over. If ERROR is set, INVENTORY is NULL. */
void vmg_known_take_inventory(VmgKnown *known, VmgInventory *inventory, const GError *error);
/* Notes that the guest with that UUID has stopped. The guest counts as inactive also in an
 * inventory for which libvirt was asked before the guest stopped, even if the answer comes later: a
 * guest that has just left must be able to come back. */
void vmg_known_guest_stopped(VmgKnown *known, const char *uuid);
/* Notes that the guest with that UUID was started or arrives. */
void vmg_known_guest_runs(VmgKnown *known, const char *uuid);
/* Stores references to libvirt's networks (VmgLibvirtNetwork *) and pools (VmgLibvirtPool *). If
 * libvirt does not list them, NETWORKS or POOLS is NULL, and the last known list stays. */
void vmg_known_take_resources(VmgKnown *known, GPtrArray *networks, GPtrArray *pools);

/* Makes the facts of this host. Returns NULL as long as a part of the facts has never been known.
 */
VmgHost *vmg_known_compose(const VmgKnown *known, const VmgConfig *config,
                           const VmgCommitments *commitments);
