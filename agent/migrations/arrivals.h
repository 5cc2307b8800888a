/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which way guests arrive. A hook can't keep a client from sending one around the
 * migration network (another URI with --listen-address, --tunnelled): here it is
 * seen, by the sockets of the QEMU that it arrives in, and reported. */
#pragma once

#include "agent/facts/snapshot.h"
#include "agent/report/decisions.h"

typedef struct VmgArrivals VmgArrivals;

/* What it sees goes to DECISIONS. That and LEDGER, its directory, must stay. */
VmgArrivals *vmg_arrivals_new(const char *ledger, VmgDecisions *decisions);
/* Not before vmg_arrivals_is_idle(). */
void vmg_arrivals_free(VmgArrivals *arrivals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgArrivals, vmg_arrivals_free)

/* The guest of that name begins to arrive; FACTS are this host's, NULL = unknown. */
void vmg_arrivals_begin(VmgArrivals *arrivals, const char *guest, VmgSnapshot *facts);
/* It has arrived, or never will. */
void vmg_arrivals_end(VmgArrivals *arrivals, const char *guest);
/* Events were lost: whether guests still arrive is not known. */
void vmg_arrivals_clear(const VmgArrivals *arrivals);
/* The host that the guest arrives from, as the hook has left it for the configuration
 * that comes along; NULL where it left none, and for a guest that does not arrive. Free
 * with vmg_host_free(). */
VmgHost *vmg_arrivals_source(const VmgArrivals *arrivals, const char *guest);
/* Removes that of a guest that does not arrive. */
void vmg_arrivals_clean(const VmgArrivals *arrivals, const char *guest);

/* Whether no worker looks at anything. */
gboolean vmg_arrivals_is_idle(const VmgArrivals *arrivals);
