/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decides which guest goes to which host, so that one host becomes empty. The result is only
 * advice: if something changes before a migration, the hook of the destination sees it.
 * cli/pack.c has the algorithm.
 *
 * Whether a host takes a guest is decided by the same checks that judge the migration later.
 * Each check is asked once for each pair of a guest and a host. Only the checks memory and vcpus
 * are asked again after each step, because their answers depend on the guests that are placed on
 * the host: these guests count as committed in the host's facts. Two guests of a group whose
 * members must be apart are never placed on one host. */
#pragma once

#include "agent/registry/peer.h"
#include "cli/running.h"

/* The plan for one guest. */
typedef struct {
    const VmgRunning *running;
    /* the judgement by the facts that the source knows, without a destination */
    VmgJudgement *judgement;
    const VmgGuest *guest; /* the guest as its domain XML describes it */
    const VmgPeer *peer;   /* the destination; NULL: there is none */
    /* why there is no destination, or what the destination warns about; NULL = nothing */
    char *reason;
    char *fix;  /* what has to be done first so that the guest can move; NULL = unknown */
    guint wave; /* number of the wave, from 1 on; guests of one wave migrate at the same time */
} VmgMove;

/* Makes a plan for the guests RUNNING (VmgRunning *) of one host. PEERS (VmgPeer *) are the
 * possible destinations; the facts of a host change when guests are placed on it. Changes CONFIG:
 * switches off the check concurrency, because the waves keep the limits of this check. Returns
 * VmgMove * in the order of RUNNING. All arguments must outlive the result. Free with
 * g_ptr_array_unref(). */
GPtrArray *vmg_plan(const GPtrArray *running, const GPtrArray *peers, VmgConfig *config,
                    const VmgPaths *paths, GError **error);

/* Divides all MOVES with a destination into waves: in one wave at most OUTGOING guests leave,
 * and at most INCOMING guests arrive on one host; 0 counts as 1. Returns the number of waves. */
guint vmg_plan_waves(const GPtrArray *moves, guint outgoing, guint incoming);
/* How many of MOVES have no destination. */
guint vmg_plan_left(const GPtrArray *moves);
