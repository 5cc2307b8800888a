/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counts how many checks of a verdict passed, warned, failed and were not run. */
#pragma once

#include "decide/verdict.h"

/* The name of OUTCOME: "pass", "warn", "exempt", "skip" or "fail". */
const char *vmg_tally_outcome_name(VmgOutcome outcome);

/* The outcome of each check that has findings, and of VMG_GUARD if the guard itself reported
 * something. The key is the name, the value is VmgOutcome. If a check has several findings, the
 * worst finding counts. VERDICT owns the names. Free with g_hash_table_unref(). */
GHashTable *vmg_tally_outcomes(const VmgVerdict *verdict);

/* Counts each check of VERDICT once, by its outcome. */
VmgTally vmg_tally_of(const VmgVerdict *verdict);
