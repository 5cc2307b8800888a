/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where can a guest go: one question, asked for each host of the registry. */
#pragma once

#include "decide/judge.h"

/* Judges QUESTION, which names no destination, for each of PEERS (VmgPeer *) but the guest's own
 * host. Prints a line a host, the best first, or JSON. Returns the exit status: good if one of
 * them takes the guest. */
int vmg_cli_destinations(const VmgQuestion *question, const GPtrArray *peers, gboolean json);
