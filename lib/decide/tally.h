/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many checks of a verdict passed, warned, failed and were not run. */
#pragma once

#include "decide/verdict.h"

/* "pass", "warn", "exempt", "skip" or "fail". */
const char *vmg_tally_outcome_name(VmgOutcome outcome);

/* The outcome of each check that has findings, and of VMG_GUARD if the guard itself has some:
 * name -> VmgOutcome. A check with several findings has the worst outcome. The names are
 * VERDICT's. Free with g_hash_table_unref(). */
GHashTable *vmg_tally_outcomes(const VmgVerdict *verdict);

/* Each check of VERDICT is counted once, for its outcome. */
VmgTally vmg_tally_of(const VmgVerdict *verdict);
