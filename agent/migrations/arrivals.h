/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds out over which network guests arrive. A hook can't prevent that a client sends a guest over
 * another network than the migration network (another URI with --listen-address, or --tunnelled).
 * Here the agent looks at the sockets of the QEMU in which the guest arrives, and reports such a
 * guest. */
#pragma once

#include "agent/facts/snapshot.h"
#include "agent/report/decisions.h"

typedef struct VmgArrivals VmgArrivals;

/* Reports go to DECISIONS. DECISIONS and LEDGER (the ledger's directory) must outlive the
 * result. */
VmgArrivals *vmg_arrivals_new(const char *ledger, VmgDecisions *decisions);
/* Call this only when vmg_arrivals_is_idle() returns TRUE. */
void vmg_arrivals_free(VmgArrivals *arrivals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgArrivals, vmg_arrivals_free)

/* Tells that the guest of that name begins to arrive. FACTS are the facts of this host; NULL if
 * unknown. */
void vmg_arrivals_begin(VmgArrivals *arrivals, const char *guest, VmgSnapshot *facts);
/* Tells that the guest has arrived, or that its migration has failed. */
void vmg_arrivals_end(VmgArrivals *arrivals, const char *guest);
/* Forgets all arriving guests, because events were lost and nobody knows whether they still
 * arrive. */
void vmg_arrivals_clear(const VmgArrivals *arrivals);
/* Returns the networks of the host that the guest arrives from. The hook writes them to a file, so
 * that the agent can adapt the guest's persistent configuration. NULL if the hook has written no
 * such file, or if the guest does not arrive. Free with vmg_host_free(). */
VmgHost *vmg_arrivals_source(const VmgArrivals *arrivals, const char *guest);
/* Removes the file that vmg_arrivals_source() reads, unless the guest arrives. */
void vmg_arrivals_clean(const VmgArrivals *arrivals, const char *guest);

/* Whether no worker is busy. */
gboolean vmg_arrivals_is_idle(const VmgArrivals *arrivals);
