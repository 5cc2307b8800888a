/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which guest goes where, so that a host becomes empty. Advice: what changes between the plan and
 * the migration is caught by the hook of the destination.
 *
 * cli/pack.c has the algorithm, and its sources. Whether a host takes a guest at all is judged by
 * the checks that decide later, once for each pair that is looked at. Whether it has room beside
 * what was placed there before is asked of the checks of memory (huge pages, by size and node,
 * among it) and of vCPUs: what is placed counts in the facts as committed, as the ledger would have
 * it. And no two guests of a group whose members are to be apart are on one host. */
#pragma once

#include "agent/registry/peer.h"
#include "cli/running.h"

/* What becomes of one guest. */
typedef struct {
    const VmgRunning *running;
    VmgJudgement *judgement; /* of what its source knows */
    const VmgGuest *guest;   /* as its XML says */
    const VmgPeer *peer;     /* where it goes; NULL: nowhere */
    char *reason;            /* why not, or what the destination warns of; NULL = nothing */
    char *fix;  /* the first thing that would make it movable; NULL = nothing is said */
    guint wave; /* from 1 on: guests of one wave migrate at the same time */
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
/* How many of MOVES go nowhere. */
guint vmg_plan_left(const GPtrArray *moves);
