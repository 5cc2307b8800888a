/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Metrics for Prometheus, in a file for node_exporter's textfile collector. Counters start at 0
 * when the agent starts, as Prometheus expects of a process. */
#pragma once

#include "agent/base/say.h"
#include "agent/registry/peer.h"
#include "base/paths.h"
#include "config/config.h"
#include "record/decision.h"

typedef struct VmgMetrics VmgMetrics;

/* The values of the gauges at the time when the file is written. */
typedef struct {
    guint guests;         /* guests that run or arrive */
    guint outgoing;       /* guests that are migrating away from this host now */
    guint arriving;       /* entries of the ledger */
    guint64 arriving_kib; /* memory that the entries of the ledger reserve, KiB */
    guint exemptions;     /* exemptions that have not ended */
    gint64 facts_time;    /* when host.xml was written, seconds since 1970; 0 = never */
    gint64 now;           /* seconds since 1970 */
    const char *mode;     /* [guard] mode */
    /* VmgPeerGuest *: the guests, with the reason if a guest can't leave; may be NULL */
    const GPtrArray *roll;
} VmgGauges;

VmgMetrics *vmg_metrics_new(VmgSay *say);
void vmg_metrics_free(VmgMetrics *metrics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgMetrics, vmg_metrics_free)

/* Counts a decision of a hook, or a report of the agent. */
void vmg_metrics_count(VmgMetrics *metrics, const VmgDecision *decision);
/* The metrics in Prometheus' text format 0.0.4. Free with g_free(). */
char *vmg_metrics_format(const VmgMetrics *metrics, const VmgGauges *gauges);

/* Replaces the file that the setting `file` of [metrics] names, in a worker thread; does nothing if
 * the setting is missing. The caller sets guests, outgoing and roll in GAUGES; this function finds
 * the other values itself. If guard.conf names another file than before, the old file is
 * removed. */
void vmg_metrics_write(VmgMetrics *metrics, const VmgConfig *config, const VmgPaths *paths,
                       const VmgGauges *gauges);
gboolean vmg_metrics_is_idle(const VmgMetrics *metrics);
