/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The running guests and their stamps. Each guest is worked on by one worker at a time, and
 * always with the newest facts. */
#pragma once

#include "agent/base/say.h"
#include "agent/facts/commitments.h"
#include "agent/facts/snapshot.h"

#include <libvirt/libvirt.h>

typedef struct VmgGuests VmgGuests;

/* The functions in this structure are called on the main loop. */
typedef struct {
    void (*changed)(gpointer data); /* the guests commit more or less memory or CPUs than before */
    void (*rolled)(gpointer data);  /* called when the result of vmg_guests_roll() has changed */
} VmgGuestsEvents;

/* BANDWIDTH is the file that keeps the guests' migration bandwidth for the next agent. BANDWIDTH
 * and EVENTS must outlive the guests. */
VmgGuests *vmg_guests_new(const char *bandwidth, VmgSay *say, const VmgGuestsEvents *events,
                          gpointer data);
void vmg_guests_free(VmgGuests *guests);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgGuests, vmg_guests_free)

/* Sets the facts and stamps every guest with them. A guest that was stamped less than a few
 * seconds ago is stamped a few seconds later, unless the facts are URGENT. */
void vmg_guests_set_facts(VmgGuests *guests, VmgSnapshot *snapshot, gboolean urgent);

/* Tells that the guest runs, or that its devices have changed, so that its stamp is checked.
 * SOURCE is the host that the guest came from, if the guest's configuration must be changed to
 * fit this host; otherwise NULL. SOURCE is taken over. */
void vmg_guests_look_at(VmgGuests *guests, virDomain *domain, VmgHost *source);
/* Tells that the stamp in the guest's metadata was written, by the agent or by somebody else. */
void vmg_guests_metadata_changed(VmgGuests *guests, virDomain *domain);
/* Tells that the guest's migration to this host is over. Returns whether the guest counted as
 * incoming until now. */
gboolean vmg_guests_arrived(VmgGuests *guests, virDomain *domain);
/* Tells that the guest's CPUs run. */
void vmg_guests_resumed(VmgGuests *guests, virDomain *domain);
/* Tells that the guest has stopped. */
void vmg_guests_remove(VmgGuests *guests, virDomain *domain);
/* Tells that the connection to libvirt is lost: no guest is known any more. */
void vmg_guests_clear(VmgGuests *guests);
/* Called once in each facts period: tries again to stamp the guests that could not be stamped,
 * and looks at every tenth guest. */
void vmg_guests_retry(VmgGuests *guests);

/* The memory and CPUs that the guests commit. The result lives as long as GUESTS. */
VmgCommitments *vmg_guests_commitments(const VmgGuests *guests);
/* What other hosts are told about the guests: VmgPeerGuest *. Free with g_ptr_array_unref(). */
GPtrArray *vmg_guests_roll(VmgGuests *guests);
/* Tells that libvirt has listed all guests that there are. */
void vmg_guests_told(VmgGuests *guests);

/* Whether the guest runs on this host or is arriving. */
gboolean vmg_guests_have(const VmgGuests *guests, virDomain *domain);
guint vmg_guests_count(const VmgGuests *guests);
/* Whether any worker is talking to libvirt about a guest. */
gboolean vmg_guests_are_busy(const VmgGuests *guests);
