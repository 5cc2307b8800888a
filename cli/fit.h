/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Judges for each host of the registry whether a guest can go there. The code is the same as in the
 * hooks. */
#pragma once

#include "agent/registry/peer.h"
#include "decide/judge.h"

/* The judgement for one host. */
typedef struct {
    const VmgPeer *peer;
    VmgJudgement *judgement; /* NULL if the host's facts are not known */
    guint failed, warned;    /* checks */
    char *reason;            /* the most important finding, in the reader's language */
} VmgFit;

/* "admit", "refuse" or "undecided". */
const char *vmg_fit_decision(const VmgFit *fit);
gboolean vmg_fit_is_good(const VmgFit *fit);
/* Memory that is available on the host and not reserved for arriving guests, KiB; 0 if that is
 * not known. */
guint64 vmg_fit_available_kib(const VmgFit *fit);

/* Answers QUESTION, which names no destination, for each host of PEERS (VmgPeer *) except the
 * guest's own host. Returns VmgFit *, the best host first: hosts that admit the guest, then by
 * warnings, then by available memory. PEERS must outlive the result. Free with g_ptr_array_unref().
 */
GPtrArray *vmg_cli_fits(const VmgQuestion *question, const GPtrArray *peers, GError **error);
