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
    char *apart;      /* the group that the guest is in, as VmgGuest has it; NULL = none */
    char *xml;        /* as libvirt has it; NULL while it arrives or can't be read */
    gint64 looked_ms; /* vmg_sys_boottime_ms() before libvirt was asked for the guest's state */
} VmgCommitted;

VmgCommitted *vmg_committed_new(const struct vmg_guest *guest, gboolean incoming);
void vmg_committed_free(VmgCommitted *committed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCommitted, vmg_committed_free)

VmgCommitments *vmg_commitments_new(void);
void vmg_commitments_free(VmgCommitments *commitments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCommitments, vmg_commitments_free)

/* Stores what a guest commits; takes COMMITTED over. Returns whether something changed. A guest
 * that ran once is never incoming again: an outgoing guest is paused as well at the end of its
 * migration. */
gboolean vmg_commitments_put(VmgCommitments *commitments, VmgCommitted *committed);
/* The guest is no longer incoming; nobody has read it again yet. Returns whether that changed
 * something. */
gboolean vmg_commitments_arrived(VmgCommitments *commitments, const char *uuid);
gboolean vmg_commitments_have(const VmgCommitments *commitments, const char *uuid);
/* The time when the guest with that UUID was last looked at; 0 if the guest is unknown. */
gint64 vmg_commitments_looked(const VmgCommitments *commitments, const char *uuid);
/* Removes the guest. Returns whether it was known. */
gboolean vmg_commitments_remove(VmgCommitments *commitments, const char *uuid);
/* All guests were looked at. Guests that are not in KNOWN (a set of UUIDs) are gone, and from
 * now on all guests are known. Returns whether that changed something. */
gboolean vmg_commitments_complete(VmgCommitments *commitments, GHashTable *known);

/* The domain XML of the guests that run, char *, sorted by UUID. The list is another one whenever
 * one of them changed, else the same. Free with g_ptr_array_unref(). */
GPtrArray *vmg_commitments_domains(VmgCommitments *commitments);

/* If all guests are known: adds what they commit to HOST, with the memory that incoming guests
 * hold already. */
void vmg_commitments_fill(const VmgCommitments *commitments, VmgHost *host);
