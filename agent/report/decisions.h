/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Takes what hooks decided from /run to /var/lib, adds what the agent sees itself, and
 * knows which guests may arrive: one that does without a decision came past the hook. */
#pragma once

#include "agent/base/say.h"
#include "agent/report/metrics.h"
#include "base/paths.h"

typedef struct VmgDecisions VmgDecisions;

/* Of PATHS decisions and history, which must stay; METRICS counts them. */
VmgDecisions *vmg_decisions_new(const VmgPaths *paths, VmgSay *say, VmgMetrics *metrics,
                                GError **error);
/* Not before vmg_decisions_is_idle(). */
void vmg_decisions_free(VmgDecisions *decisions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgDecisions, vmg_decisions_free)

/* Takes what is there; tried again at each call. */
void vmg_decisions_collect(VmgDecisions *decisions);
gboolean vmg_decisions_is_idle(const VmgDecisions *decisions);

/* Something about GUEST that the agent saw, which CHECK would not pass for CODE: said in the
 * journal and kept. ID: VMG_MESSAGE_*; EVENT: arrival, departure. Takes TEXT over. */
void vmg_decisions_report(VmgDecisions *decisions, const char *id, const char *event,
                          const char *guest, const char *check, const char *code, char *text,
                          const char *fix);
/* GUEST begins to arrive: reported where no hook admitted that since it last did. */
void vmg_decisions_expect(VmgDecisions *decisions, const char *guest);
