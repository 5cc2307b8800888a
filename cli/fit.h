/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a guest fits the hosts of the registry: one judgement a host, by the code that hooks run. */
#pragma once

#include "agent/registry/peer.h"
#include "decide/judge.h"

/* What one host says of the guest. */
typedef struct {
    const VmgPeer *peer;
    VmgJudgement *judgement; /* NULL: what that host published is not known */
    guint failed, warned;    /* checks */
    char *reason;            /* what comes first, in the reader's language */
} VmgFit;

/* "admit", "refuse" or "undecided". */
const char *vmg_fit_decision(const VmgFit *fit);
gboolean vmg_fit_is_good(const VmgFit *fit);
/* Memory that is available there and not promised to guests on their way, KiB; 0 if that is not
 * known. */
guint64 vmg_fit_available_kib(const VmgFit *fit);

/* Judges QUESTION, which names no destination, for each of PEERS (VmgPeer *) but the guest's own
 * host: VmgFit *, the best first. Those that admit come before others, those without warnings
 * before those with; of two alike the one with more memory available. PEERS must outlive them. Free
 * with g_ptr_array_unref(). */
GPtrArray *vmg_cli_fits(const VmgQuestion *question, const GPtrArray *peers, GError **error);
