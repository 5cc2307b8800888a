/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Prometheus is told, in a file for node_exporter's textfile collector. Counters
 * begin anew with the agent, as Prometheus expects of a process. */
#pragma once

#include "agent/base/say.h"
#include "base/paths.h"
#include "config/config.h"
#include "record/decision.h"

typedef struct VmgMetrics VmgMetrics;

/* What there is at the moment of writing. */
typedef struct {
    guint guests;         /* running or arriving */
    guint outgoing;       /* migrations out of this host */
    guint arriving;       /* entries of the ledger */
    guint64 arriving_kib; /* what these reserve, KiB */
    guint exemptions;     /* that hold */
    gint64 facts_time;    /* when host.xml was written, seconds since 1970; 0 = never */
    gint64 now;           /* seconds since 1970 */
    const char *mode;     /* [guard] mode */
} VmgGauges;

VmgMetrics *vmg_metrics_new(VmgSay *say);
void vmg_metrics_free(VmgMetrics *metrics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgMetrics, vmg_metrics_free)

/* A decision of a hook, or a report of the agent. */
void vmg_metrics_count(VmgMetrics *metrics, const VmgDecision *decision);
/* In Prometheus' text format 0.0.4. Free with g_free(). */
char *vmg_metrics_format(const VmgMetrics *metrics, const VmgGauges *gauges);

/* Replaces the file of [metrics] file, away from the main loop; nothing without one. A file
 * that is not configured any more is removed. */
void vmg_metrics_write(VmgMetrics *metrics, const VmgConfig *config, const VmgPaths *paths,
                       guint guests, guint outgoing);
gboolean vmg_metrics_is_idle(const VmgMetrics *metrics);
