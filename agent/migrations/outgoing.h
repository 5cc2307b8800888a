/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How fast guests leave this host, and how many at a time. libvirt tells of a
 * migration out only when its first iteration begins, after the destination has
 * admitted it. */
#pragma once

#include "agent/report/decisions.h"
#include "config/config.h"

#include <libvirt/libvirt.h>

typedef struct VmgLimits VmgLimits;

/* CHANGED is called on the main loop when the number of guests that leave has changed.
 * DECISIONS, which must stay, get what is above the limit. */
VmgLimits *vmg_limits_new(VmgDecisions *decisions, void (*changed)(gpointer data), gpointer data);
/* Not before vmg_limits_is_idle(). */
void vmg_limits_free(VmgLimits *limits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgLimits, vmg_limits_free)

void vmg_limits_configure(VmgLimits *limits, const VmgConfig *config);
/* An iteration of the guest's migration out begins. */
void vmg_limits_iteration(VmgLimits *limits, virDomain *domain);
/* libvirt is away: nothing is known to leave. */
void vmg_limits_clear(VmgLimits *limits);
/* How many guests leave. */
guint vmg_limits_outgoing(const VmgLimits *limits);
gboolean vmg_limits_is_idle(const VmgLimits *limits);

/* What each of COUNT migrations may use of LIMIT, MiB/s; 0 = no limit. */
guint vmg_limits_share(guint limit, guint count);
/* What guests are limited to, MiB/s, is kept in the file PATH: the next agent finds
 * what this one has set, also where its configuration has no limit any more. 0 where
 * there is none. */
guint vmg_limits_before(const char *path);
gboolean vmg_limits_remember(const char *path, guint mib);
/* Sets what the guest's migrations use that name no bandwidth, MiB/s, unless *LAST
 * says that it is set (-1: unknown); 0 = libvirt's own. BEFORE is what an agent before
 * this one may have set. For worker threads. */
void vmg_limits_prepare(virDomain *domain, guint mib, guint before, gint64 *last);
