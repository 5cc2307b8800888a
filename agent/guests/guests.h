/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The running guests and their stamps: one queue a guest, the newest facts win. */
#pragma once

#include "agent/base/say.h"
#include "agent/facts/commitments.h"
#include "agent/facts/snapshot.h"

#include <libvirt/libvirt.h>

typedef struct VmgGuests VmgGuests;

/* Called on the main loop. */
typedef struct {
    void (*changed)(gpointer data); /* what the guests commit is another */
    void (*rolled)(gpointer data);  /* vmg_guests_roll() is another */
} VmgGuestsEvents;

/* BANDWIDTH is the file in which their limit outlives the agent; it and EVENTS must stay. */
VmgGuests *vmg_guests_new(const char *bandwidth, VmgSay *say, const VmgGuestsEvents *events,
                          gpointer data);
void vmg_guests_free(VmgGuests *guests);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgGuests, vmg_guests_free)

/* The facts from now on; every guest is stamped with them: one that was stamped a moment ago
 * some seconds later, unless they are URGENT. */
void vmg_guests_set_facts(VmgGuests *guests, VmgSnapshot *snapshot, gboolean urgent);

/* The guest runs, or its devices changed: its stamp is looked at. SOURCE is the
 * host that it comes from, where its configuration is to be moved from there; taken
 * over, may be NULL. */
void vmg_guests_look_at(VmgGuests *guests, virDomain *domain, VmgHost *source);
/* Somebody wrote our element of its metadata: we, or another. */
void vmg_guests_metadata_changed(VmgGuests *guests, virDomain *domain);
/* The guest no longer arrives. Returns whether it counted as incoming until now. */
gboolean vmg_guests_arrived(VmgGuests *guests, virDomain *domain);
/* The guest has stopped. */
void vmg_guests_remove(VmgGuests *guests, virDomain *domain);
/* libvirt is away: no guest is known. */
void vmg_guests_clear(VmgGuests *guests);
/* A facts period has gone: another try for those that could not be stamped, and a look at
 * some of the others. */
void vmg_guests_retry(VmgGuests *guests);

/* What they commit; lives as long as GUESTS. */
const VmgCommitments *vmg_guests_commitments(const VmgGuests *guests);
/* What other hosts are told of them: VmgPeerGuest *. Free with g_ptr_array_unref(). */
GPtrArray *vmg_guests_roll(VmgGuests *guests);
/* The connection has told all guests there are. */
void vmg_guests_told(VmgGuests *guests);

/* Whether it runs, or arrives. */
gboolean vmg_guests_have(const VmgGuests *guests, virDomain *domain);
guint vmg_guests_count(const VmgGuests *guests);
/* Whether libvirt is being talked to about a guest. */
gboolean vmg_guests_are_busy(const VmgGuests *guests);
