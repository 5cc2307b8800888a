/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory and CPUs that this host's guests commit, as last seen. While libvirt does not
 * answer, the last values stay. */
#pragma once

#include "guest/guest.h"
#include "host/host.h"

typedef struct VmgCommitments VmgCommitments;

/* What one guest commits, as a worker thread read it. */
typedef struct {
    VmgArena *arena;
    struct vmg_commitment view;
    char *name;
    char *apart; /* guests of this group must be on different hosts (VmgGuest.apart); NULL = none */
    /* the guest's domain XML from libvirt; NULL while the guest arrives, or if the XML can't be
     * read */
    char *xml;
    gint64 looked_ms; /* vmg_sys_boottime_ms() before libvirt was asked for the guest's state */
} VmgCommitted;

VmgCommitted *vmg_committed_new(const struct vmg_guest *guest, gboolean incoming);
void vmg_committed_free(VmgCommitted *committed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCommitted, vmg_committed_free)

VmgCommitments *vmg_commitments_new(void);
void vmg_commitments_free(VmgCommitments *commitments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCommitments, vmg_commitments_free)

/* Stores what a guest commits; takes COMMITTED over. Returns whether something changed. A guest
 * that has run once is never incoming again, although libvirt shows an outgoing guest as paused,
 * like an incoming one, at the end of its migration. */
gboolean vmg_commitments_put(VmgCommitments *commitments, VmgCommitted *committed);
/* Notes that the guest is no longer incoming. Call this before the guest is read again. Returns
 * whether the guest counted as incoming until now. */
gboolean vmg_commitments_arrived(VmgCommitments *commitments, const char *uuid);
gboolean vmg_commitments_have(const VmgCommitments *commitments, const char *uuid);
/* The time when the guest with that UUID was last looked at; 0 if the guest is unknown. */
gint64 vmg_commitments_looked(const VmgCommitments *commitments, const char *uuid);
/* Removes the guest. Returns whether it was known. */
gboolean vmg_commitments_remove(VmgCommitments *commitments, const char *uuid);
/* Call this after all guests were looked at. Guests that are not in KNOWN (a set of UUIDs) are
 * removed. From now on the facts have the sums of all guests. Returns whether the facts change: a
 * guest was removed, or the facts did not have the sums before. */
gboolean vmg_commitments_complete(VmgCommitments *commitments, GHashTable *known);

/* The domain XML (char *) of the guests that run, sorted by UUID. While no guest changes, the
 * result is the same array; after a change it is a new array. Free with g_ptr_array_unref(). */
GPtrArray *vmg_commitments_domains(VmgCommitments *commitments);

/* If all guests are known: adds an entry to HOST for each guest, with the memory and CPUs that the
 * guest commits. The entry of an incoming guest also says how much memory its QEMU has taken
 * already. If not all guests are known yet, HOST stays as it is. */
void vmg_commitments_fill(const VmgCommitments *commitments, VmgHost *host);
