/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which guest goes where, so that a host becomes empty. Advice: what changes between the plan and
 * the migration is caught by the hook of the destination.
 *
 * The guests are placed one after the other, the largest first (as for bin packing: D. S. Johnson,
 * "Near-optimal bin packing algorithms", 1973), each on the host that the checks like best and that
 * has most memory left, so that the load is spread (worst fit). What was placed on a host before
 * counts there as committed. A guest that finds no place any more may still have one if an earlier
 * one moves on to another host: that is tried once for each earlier one. */
#pragma once

#include "agent/registry/peer.h"
#include "cli/running.h"

/* What becomes of one guest. */
typedef struct {
    const VmgRunning *running;
    VmgGuest *guest;     /* as its XML says */
    const VmgPeer *peer; /* where it goes; NULL: nowhere */
    char *reason;        /* why not, or what the destination warns of; NULL = nothing */
    guint wave;          /* from 1 on: guests of one wave migrate at the same time */
} VmgMove;

/* Plans for the guests RUNNING (VmgRunning *) of one host. PEERS (VmgPeer *) are the hosts that
 * they may go to; what is placed on them is committed in their facts. In CONFIG the limits on how
 * many guests migrate at a time are switched off: the waves keep those. VmgMove *, in the order of
 * RUNNING. All of it must outlive them. Free with g_ptr_array_unref(). */
GPtrArray *vmg_plan(const GPtrArray *running, const GPtrArray *peers, VmgConfig *config,
                    const VmgPaths *paths, GError **error);

/* Puts the MOVES that go somewhere into waves: in one wave at most OUTGOING guests leave, and at
 * most INCOMING arrive on one host. At least one of each is allowed. Returns how many waves there
 * are. */
guint vmg_plan_waves(const GPtrArray *moves, guint outgoing, guint incoming);
