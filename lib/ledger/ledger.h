/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger: the incoming guests that were admitted and are not running yet,
 * with what they reserve. One file a guest, in a directory for root alone; to
 * unlink it is to release.
 *
 * An entry is admitted (the file), then seen (the facts list the guest as
 * incoming), then running: then the facts count it, and the agent removes it. */
#pragma once

#include "host/host.h"
#include "ledger/file.h"

#include <glib.h>

enum {
    VMG_LEDGER_FRESH = 30,     /* seconds from migrate to prepare, and until it is seen */
    VMG_LEDGER_WAIT_MS = 1000, /* for the lock, at the most */
};

typedef struct {
    char *name; /* of the file */
    char *uuid;
    char *digest;       /* empty once prepare has compared it */
    gint64 admitted_ms; /* vmg_sys_boottime_ms() then */
    guint64 commit_kib;
    guint vcpus;
    char *pages; /* "SIZE:KIB;..." */
} VmgEntry;

void vmg_entry_free(VmgEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgEntry, vmg_entry_free)

/* The one lock under which is counted and added: the kernel's, so that it goes
 * with its holder. Makes the directory if need be. -1 and an error where it
 * can't be had in time; else a file to close. */
int vmg_ledger_lock(const char *directory, GError **error);

/* Adds or replaces the entry of the guest NAME. */
gboolean vmg_ledger_add(const char *directory, const char *name, const struct vmg_guest *guest,
                        const char *digest, GError **error);
/* The entry of the guest NAME if it is younger than VMG_LEDGER_FRESH and was not
 * compared yet, else NULL: an old one, or one that is none, must not stand in the way
 * of a guest's start. An error only where the system fails to read it. */
VmgEntry *vmg_ledger_get_fresh(const char *directory, const char *name, GError **error);
/* The entry has been compared, and goes on reserving. */
void vmg_ledger_set_compared(const char *directory, const VmgEntry *entry);

/* All entries (VmgEntry *). To be read before the facts are: the agent removes
 * one only after it wrote facts that count the guest. */
GPtrArray *vmg_ledger_read(const char *directory, GError **error);
/* Adds to HOST what guests on their way commit that its facts don't list. */
void vmg_ledger_merge(const GPtrArray *entries, VmgHost *host);
/* Removes the entries of guests that FACTS, once written, list as running, and
 * of those that never came, and what killed hooks left. */
void vmg_ledger_settle(const char *directory, const VmgHost *facts);
