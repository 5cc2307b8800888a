/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this host's guests commit of it, as last seen; kept while libvirt is away. */
#pragma once

#include "guest/guest.h"
#include "host/host.h"

typedef struct VmgCommitments VmgCommitments;

/* One guest's, as a worker thread read it. */
typedef struct {
    VmgArena *arena;
    struct vmg_commitment view;
    char *name;
    gint64 looked_ms; /* vmg_sys_boottime_ms() before libvirt was asked for its state */
} VmgCommitted;

VmgCommitted *vmg_committed_new(const struct vmg_guest *guest, gboolean incoming);
void vmg_committed_free(VmgCommitted *committed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCommitted, vmg_committed_free)

VmgCommitments *vmg_commitments_new(void);
void vmg_commitments_free(VmgCommitments *commitments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCommitments, vmg_commitments_free)

/* Takes COMMITTED over. Returns whether that is news. Who once ran is never
 * incoming again: an outgoing guest is paused, too, at its end. */
gboolean vmg_commitments_put(VmgCommitments *commitments, VmgCommitted *committed);
/* The guest is no longer incoming, before anybody has read it again. Returns whether
 * that is news. */
gboolean vmg_commitments_arrived(VmgCommitments *commitments, const char *uuid);
gboolean vmg_commitments_have(const VmgCommitments *commitments, const char *uuid);
/* When the guest of that UUID was last looked at; 0 if it is not known. */
gint64 vmg_commitments_looked(const VmgCommitments *commitments, const char *uuid);
/* Returns whether it was there. */
gboolean vmg_commitments_remove(VmgCommitments *commitments, const char *uuid);
/* All guests were looked at: those that KNOWN (a set of uuids) does not have are
 * gone, and from now on all are known. Returns whether that is news. */
gboolean vmg_commitments_complete(VmgCommitments *commitments, GHashTable *known);

/* Adds them to HOST, with what incoming ones hold already, if all are known. */
void vmg_commitments_fill(const VmgCommitments *commitments, VmgHost *host);
