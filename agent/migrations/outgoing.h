/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How fast guests leave this host, and how many at a time. libvirt tells of a
 * migration out only when its first iteration begins, after the destination has
 * admitted it. */
#pragma once

#include "agent/report/decisions.h"
#include "config/config.h"

#include <libvirt/libvirt.h>

typedef struct VmgOutgoing VmgOutgoing;

/* Called on the main loop. */
typedef struct {
    void (*changed)(gpointer data); /* a guest begins to leave */
    void (*ended)(gpointer data);   /* its migration has ended, whether it left or stays */
} VmgOutgoingEvents;

/* DECISIONS and EVENTS must stay. DECISIONS get what is above the limit. */
VmgOutgoing *vmg_outgoing_new(VmgDecisions *decisions, const VmgOutgoingEvents *events,
                              gpointer data);
/* Not before vmg_outgoing_is_idle(). */
void vmg_outgoing_free(VmgOutgoing *outgoing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgOutgoing, vmg_outgoing_free)

void vmg_outgoing_configure(VmgOutgoing *outgoing, const VmgConfig *config);
/* An iteration of a job of the guest's begins: of a migration out, a save or a dump. */
void vmg_outgoing_iteration(VmgOutgoing *outgoing, virDomain *domain);
/* The guest has stopped: it no longer leaves. */
void vmg_outgoing_stopped(VmgOutgoing *outgoing, virDomain *domain);
/* libvirt is away: nothing is known to leave. */
void vmg_outgoing_clear(VmgOutgoing *outgoing);
/* How many guests leave. */
guint vmg_outgoing_count(const VmgOutgoing *outgoing);
gboolean vmg_outgoing_is_idle(const VmgOutgoing *outgoing);

/* What each of COUNT migrations may use of LIMIT, MiB/s; 0 = no limit. */
guint vmg_outgoing_share(guint limit, guint count);

/* MiB/s of one migration. */
typedef struct {
    guint set;       /* by us; 0 = nothing */
    guint own;       /* what it would use without us, as far as that is known */
    guint looks;     /* while nothing was set */
    guint64 limit;   /* of libvirt's, MiB/s, in the last of them */
    guint64 fastest; /* bytes a second, under that limit */
} VmgSpeed;

/* Which limit a migration gets that may use SHARE (0 = as much as it likes), MiB/s; 0 =
 * it stays as it is. LIMIT, MiB/s, is what libvirt says is set for it, BYTES what it
 * sends a second. A client's lower limit is kept, also when the share grows; a higher one
 * is brought down, also one that comes later. */
guint vmg_outgoing_steer(VmgSpeed *speed, guint share, guint64 limit, guint64 bytes);
/* What guests are limited to, MiB/s, is kept in the file PATH: the next agent finds
 * what this one has set, also where its configuration has no limit any more. 0 where
 * there is none. */
guint vmg_outgoing_before(const char *path);
gboolean vmg_outgoing_remember(const char *path, guint mib);
/* Sets what the guest's migrations use that name no bandwidth, MiB/s, unless *LAST
 * says that it is set (-1: unknown); 0 = libvirt's own. BEFORE is what an agent before
 * this one may have set. For worker threads. */
void vmg_outgoing_prepare(virDomain *domain, guint mib, guint before, gint64 *last);
/* Whether *LAST says that nothing is to be set; the same arguments. Waits for nobody. */
gboolean vmg_outgoing_is_prepared(guint mib, guint before, gint64 *last);
