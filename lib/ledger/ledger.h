/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger: guests that were admitted and do not run yet, with what they reserve. Each entry
 * is a file in a directory of root's; removing the file ends the reservation.
 * docs/architecture.md has the states of an entry, and the event that ends each state. */
#pragma once

#include "host/host.h"
#include "ledger/file.h"

#include <glib.h>

enum {
    /* How long an entry reserves if its guest is not prepared, in milliseconds since the
     * admission. libvirt 9.0 on two busy cores needs less than 50 between the end of the hook at
     * migrate and the start of the hook at prepare; this limit is a hundred times that. An older
     * entry stays: when its guest is prepared, the checks of capacity run again. */
    VMG_LEDGER_UNPREPARED_MS = 5000,
    VMG_LEDGER_WAIT_MS = 1000, /* how long to wait for the lock */
};

typedef struct {
    char *name; /* the name of the file */
    char *uuid;
    char *nonce;        /* identifies the admission; the hook gave libvirt the nonce in the XML */
    char *digest;       /* the digest of the guest that was admitted */
    gboolean any_cpu;   /* whether the digest has no CPU: vmg_guest_digest_is_of_any_cpu() */
    gboolean shut_off;  /* the guest is shut off, so it is not compared */
    gint64 admitted_ms; /* the time of the admission, by vmg_sys_boottime_ms() */
    gint64 prepared_ms; /* the time of the preparation; 0 = not yet */
    guint64 commit_kib;
    guint vcpus;
    char *pages; /* "SIZE:KIB;..." */
} VmgEntry;

void vmg_ledger_entry_free(VmgEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgEntry, vmg_ledger_entry_free)

/* Makes DIRECTORY and the one above it if they are missing. */
gboolean vmg_ledger_make(const char *directory, GError **error);
/* Locks the ledger. Entries are counted and added under this one lock, which ends with its
 * process. Makes the directory if it is missing. Returns a file descriptor, which the caller
 * closes to unlock; -1 and an error if the lock is not free in time. */
int vmg_ledger_lock(const char *directory, GError **error);

/* A new nonce. Free with g_free(). */
char *vmg_ledger_nonce(void);
/* Adds an entry for the guest NAME, which is admitted now. GUEST says what it reserves. */
gboolean vmg_ledger_add(const char *directory, const char *name, const struct vmg_guest *guest,
                        const char *nonce, GError **error);
/* The entry of the guest NAME with that NONCE; NULL if there is none, or if the file is not an
 * entry. An error is set only if the file can't be read. */
VmgEntry *vmg_ledger_get(const char *directory, const char *name, const char *nonce,
                         GError **error);
/* Whether GUEST is the guest that was admitted, by its digest. */
gboolean vmg_ledger_is_same(const VmgEntry *entry, const struct vmg_guest *guest);
/* Whether the entry reserves nothing because its guest was not prepared in time. */
gboolean vmg_ledger_is_late(const VmgEntry *entry);
/* Marks the entry as prepared: it reserves until an event ends it, however long that takes. */
gboolean vmg_ledger_set_prepared(const char *directory, const VmgEntry *entry, GError **error);

/* All entries (VmgEntry *). Read the entries before the facts: the agent removes an entry only
 * after it wrote facts that count the guest. */
GPtrArray *vmg_ledger_read(const char *directory, GError **error);
/* Adds to HOST what arriving guests commit, except guests that HOST's facts list already. */
void vmg_ledger_merge(const GPtrArray *entries, VmgHost *host);
/* Removes each entry for which IS_OVER returns TRUE, and files that killed hooks left. IS_OVER
 * is called under the ledger's lock. Does nothing while a hook has the lock. */
void vmg_ledger_settle(const char *directory,
                       gboolean (*is_over)(const VmgEntry *entry, gpointer data), gpointer data);
