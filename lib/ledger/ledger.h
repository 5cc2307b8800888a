/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger lists the guests that this host has admitted and that do not run yet, with the
 * memory and CPUs that are reserved for them. Each entry is a file in a directory that belongs
 * to root. If the file is removed, the reservation ends. docs/architecture.md describes the
 * states of an entry, and the event that ends each state. */
#pragma once

#include "host/host.h"
#include "ledger/file.h"

#include <glib.h>

enum {
    /* How long an entry reserves memory and CPUs if libvirt does not prepare the guest, in
     * milliseconds since the admission. Between the end of the hook at `migrate` and the start
     * of the hook at `prepare`, libvirt 9.0 on two busy cores needs less than 50 ms; the limit
     * is a hundred times as long. An older entry is not removed: if its guest is prepared later,
     * the checks of capacity run again. */
    VMG_LEDGER_UNPREPARED_MS = 5000,
    VMG_LEDGER_WAIT_MS = 1000, /* how long to wait for the lock of the ledger, in milliseconds */
};

typedef struct {
    char *name; /* the name of the entry's file */
    char *uuid;
    /* identifies the admission; the hook has written the nonce into the XML that it returned to
     * libvirt */
    char *nonce;
    char *digest; /* the digest of the guest that was admitted */
    /* whether the digest leaves out the CPU, see vmg_guest_digest_is_of_any_cpu() */
    gboolean any_cpu;
    /* the guest is shut off, so a later start of the guest is not compared with the digest */
    gboolean shut_off;
    gint64 admitted_ms; /* the time of the admission, see vmg_sys_boottime_ms() */
    gint64 prepared_ms; /* the time when libvirt prepared the guest; 0 if it has not done so yet */
    guint64 commit_kib;
    guint vcpus;
    char *pages; /* "SIZE:KIB;..." */
} VmgEntry;

void vmg_ledger_entry_free(VmgEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgEntry, vmg_ledger_entry_free)

/* Creates DIRECTORY and its parent directory if they are missing. */
gboolean vmg_ledger_make(const char *directory, GError **error);
/* Locks the ledger, and creates its directory if it is missing. Hold the lock from counting the
 * entries until adding one, so that two hooks can't both use the same free memory. Returns a
 * file descriptor; closing it, or the end of the process, unlocks the ledger. Returns -1 and an
 * error if the lock is not free in time. */
int vmg_ledger_lock(const char *directory, GError **error);

/* Returns a new nonce. Free with g_free(). */
char *vmg_ledger_nonce(void);
/* Adds an entry for the guest NAME, which is being admitted. The entry reserves the memory and
 * CPUs that GUEST needs. */
gboolean vmg_ledger_add(const char *directory, const char *name, const struct vmg_guest *guest,
                        const char *nonce, GError **error);
/* Returns the entry of the guest NAME with the nonce NONCE; NULL if there is none, or if the
 * file is not an entry. An error is set only if the file can't be read. */
VmgEntry *vmg_ledger_get(const char *directory, const char *name, const char *nonce,
                         GError **error);
/* Whether GUEST has the digest of the guest that was admitted. */
gboolean vmg_ledger_is_same(const VmgEntry *entry, const struct vmg_guest *guest);
/* Whether the entry no longer reserves anything, because libvirt did not prepare the guest in
 * time. */
gboolean vmg_ledger_is_late(const VmgEntry *entry);
/* Marks the entry as prepared. From then on it has no time limit: it reserves memory and CPUs
 * until an event ends it. */
gboolean vmg_ledger_set_prepared(const char *directory, const VmgEntry *entry, GError **error);

/* Returns all entries (VmgEntry *). Read the entries before the facts. The agent first writes
 * facts that count a guest, and then removes the guest's entry, so in this order each guest is
 * seen at least once. */
GPtrArray *vmg_ledger_read(const char *directory, GError **error);
/* Adds to HOST's commitments the memory and CPUs of each guest that has an entry, unless HOST's
 * facts already list the guest. */
void vmg_ledger_merge(const GPtrArray *entries, VmgHost *host);
/* Removes each entry for which IS_OVER returns TRUE, and files that killed hooks have left. The
 * ledger is locked while IS_OVER is called. Does nothing if a hook holds the lock. */
void vmg_ledger_settle(const char *directory,
                       gboolean (*is_over)(const VmgEntry *entry, gpointer data), gpointer data);
