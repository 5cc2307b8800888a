/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check --all: judges for each host of the registry whether the guest can go there. */
#pragma once

#include "decide/judge.h"

/* Answers QUESTION, which names no destination, for each host of PEERS (VmgPeer *) except the
 * guest's own host. Prints one line for each host, the best host first, or prints JSON. Returns the
 * exit status, which is good if at least one host admits the guest. */
int vmg_cli_destinations(const VmgQuestion *question, const GPtrArray *peers, gboolean json);
