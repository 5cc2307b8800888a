/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moves the decisions of the hooks from /run to /var/lib, adds reports of the agent, and knows
 * which guests may arrive. A guest that arrives without a decision means that libvirt did not
 * run the hook. */
#pragma once

#include "agent/base/say.h"
#include "agent/report/metrics.h"
#include "base/paths.h"

typedef struct VmgDecisions VmgDecisions;

/* Uses the members decisions and history of PATHS. PATHS must outlive the result. METRICS counts
 * the decisions. */
VmgDecisions *vmg_decisions_new(const VmgPaths *paths, VmgSay *say, VmgMetrics *metrics,
                                GError **error);
/* Call this only when vmg_decisions_is_idle() returns TRUE. */
void vmg_decisions_free(VmgDecisions *decisions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgDecisions, vmg_decisions_free)

/* Moves the new decisions. If this fails, the next call tries it again. */
void vmg_decisions_collect(VmgDecisions *decisions);
gboolean vmg_decisions_is_idle(const VmgDecisions *decisions);

/* Reports something about GUEST that the agent saw and that CHECK would not allow, with the
 * reason CODE: writes it to the journal and keeps it as a decision. ID is VMG_MESSAGE_*; EVENT
 * is "arrival" or "departure". Takes TEXT over. */
void vmg_decisions_report(VmgDecisions *decisions, const char *id, const char *event,
                          const char *guest, const char *check, const char *code, char *text,
                          const char *fix);
/* Tells that GUEST begins to arrive. Reports the guest if no hook has admitted it since it last
 * arrived. */
void vmg_decisions_expect(VmgDecisions *decisions, const char *guest);
