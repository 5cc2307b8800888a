/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits the speed and the number of migrations out of this host. libvirt reports a migration
 * out only when its first iteration begins, after the destination has admitted the guest. */
#pragma once

#include "agent/report/decisions.h"
#include "config/config.h"

#include <libvirt/libvirt.h>

typedef struct VmgOutgoing VmgOutgoing;

/* The functions in this structure are called on the main loop. */
typedef struct {
    void (*changed)(gpointer data); /* a guest begins to leave */
    void (*ended)(gpointer data);   /* the migration of a guest has ended, successfully or not */
} VmgOutgoingEvents;

/* DECISIONS and EVENTS must outlive the result. Migrations above the limit are reported to
 * DECISIONS. */
VmgOutgoing *vmg_outgoing_new(VmgDecisions *decisions, const VmgOutgoingEvents *events,
                              gpointer data);
/* Call this only when vmg_outgoing_is_idle() returns TRUE. */
void vmg_outgoing_free(VmgOutgoing *outgoing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgOutgoing, vmg_outgoing_free)

void vmg_outgoing_configure(VmgOutgoing *outgoing, const VmgConfig *config);
/* Tells that an iteration of a job of the guest begins: of a migration out, a save or a dump. */
void vmg_outgoing_iteration(VmgOutgoing *outgoing, virDomain *domain);
/* Tells that the guest has stopped, so that it no longer leaves. */
void vmg_outgoing_stopped(VmgOutgoing *outgoing, virDomain *domain);
/* Forgets all leaving guests, because libvirt does not answer. */
void vmg_outgoing_clear(VmgOutgoing *outgoing);
/* The number of guests that leave. */
guint vmg_outgoing_count(const VmgOutgoing *outgoing);
gboolean vmg_outgoing_is_idle(const VmgOutgoing *outgoing);

/* The share of LIMIT for each of COUNT migrations, MiB/s; 0 = no limit. */
guint vmg_outgoing_share(guint limit, guint count);

/* The speed of one migration, MiB/s. */
typedef struct {
    guint set;       /* the limit that this agent has set; 0 = none */
    guint own;       /* the speed that the migration would have without this agent, if known */
    guint looks;     /* number of looks while this agent had set nothing */
    guint64 limit;   /* libvirt's limit at the last look while this agent had set nothing, MiB/s */
    guint64 fastest; /* the highest speed that was measured with the limit LIMIT, bytes a second */
} VmgSpeed;

/* The limit, MiB/s, that a migration must be given so that it uses no more than SHARE (MiB/s; 0
 * = no limit). 0 means: leave the limit as it is. LIMIT is libvirt's present limit, MiB/s; BYTES
 * is the present speed, bytes a second. If a client has set a lower limit, it stays, even if the
 * share grows. If a client has set a higher limit, the agent lowers it. */
guint vmg_outgoing_steer(VmgSpeed *speed, guint share, guint64 limit, guint64 bytes);
/* The limit for guests, MiB/s, that an earlier agent wrote to the file PATH, so that this agent
 * can undo it even if its configuration has no limit. 0 if there is none. */
guint vmg_outgoing_before(const char *path);
gboolean vmg_outgoing_remember(const char *path, guint mib);
/* Sets the limit MIB, MiB/s, of those migrations of the guest for which the client sets no
 * bandwidth; 0 = libvirt's default. *LAST is the limit that was set last (-1 = unknown): if *LAST
 * is equal to MIB, nothing is done. BEFORE is the limit that an earlier agent had set, 0 = none.
 * Call this function in a worker thread. */
void vmg_outgoing_prepare(virDomain *domain, guint mib, guint before, gint64 *last);
/* Whether vmg_outgoing_prepare() with the same arguments would set nothing. Does not wait. */
gboolean vmg_outgoing_is_prepared(guint mib, guint before, gint64 *last);
