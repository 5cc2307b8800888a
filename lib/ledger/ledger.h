/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger: the incoming guests that were admitted and are not running yet,
 * with what they reserve. One file a guest, in a directory for root alone; to
 * unlink it is to release. docs/architecture.md has the states of an entry, and
 * which event moves an entry from one to the next. */
#pragma once

#include "host/host.h"
#include "ledger/file.h"

#include <glib.h>

enum {
    /* Milliseconds from its admission that an entry reserves if the guest is not prepared.
     * libvirt 9.0 on two busy cores needs less than 50 between the end of the hook at
     * migrate and the start of the hook at prepare: a hundred times that. An entry that is
     * older is not lost: its guest is asked for room once more when it is prepared. */
    VMG_LEDGER_UNPREPARED_MS = 5000,
    VMG_LEDGER_WAIT_MS = 1000, /* for the lock, at the most */
};

typedef struct {
    char *name; /* of the file */
    char *uuid;
    char *nonce;        /* of this admission; the XML that libvirt got bears it */
    char *digest;       /* of what was admitted */
    gboolean any_cpu;   /* the digest has no CPU, see vmg_guest_digest_is_of_any_cpu() */
    gboolean shut_off;  /* nothing is compared: the guest may be changed before it starts */
    gint64 admitted_ms; /* vmg_sys_boottime_ms() then */
    gint64 prepared_ms; /* the same when it was prepared; 0 = not yet */
    guint64 commit_kib;
    guint vcpus;
    char *pages; /* "SIZE:KIB;..." */
} VmgEntry;

void vmg_ledger_entry_free(VmgEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgEntry, vmg_ledger_entry_free)

/* The one lock under which is counted and added: the kernel's, so that it goes
 * with its holder. Makes the directory if need be. -1 and an error where it
 * can't be had in time; else a file to close. */
int vmg_ledger_lock(const char *directory, GError **error);

/* A new nonce. Free with g_free(). */
char *vmg_ledger_nonce(void);
/* Adds an entry of the guest NAME, which is admitted now as GUEST. */
gboolean vmg_ledger_add(const char *directory, const char *name, const struct vmg_guest *guest,
                        const char *nonce, GError **error);
/* The entry of the guest NAME with that NONCE; NULL if there is none, or if the file is no
 * entry. An error only if the system fails to read the file. */
VmgEntry *vmg_ledger_get(const char *directory, const char *name, const char *nonce,
                         GError **error);
/* Whether GUEST is what was admitted. */
gboolean vmg_ledger_is_same(const VmgEntry *entry, const struct vmg_guest *guest);
/* Whether the entry reserves nothing, since its guest was not prepared in time. */
gboolean vmg_ledger_is_late(const VmgEntry *entry);
/* The guest is prepared: the entry reserves until an event ends it, whatever time it takes. */
gboolean vmg_ledger_set_prepared(const char *directory, const VmgEntry *entry, GError **error);

/* All entries (VmgEntry *). To be read before the facts are: the agent removes
 * one only after it wrote facts that count the guest. */
GPtrArray *vmg_ledger_read(const char *directory, GError **error);
/* Adds to HOST what guests on their way commit that its facts don't list. */
void vmg_ledger_merge(const GPtrArray *entries, VmgHost *host);
/* Removes those entries for which IS_OVER says so, called under the ledger's lock, and what
 * killed hooks left. Nothing happens while a hook has the lock. */
void vmg_ledger_settle(const char *directory,
                       gboolean (*is_over)(const VmgEntry *entry, gpointer data), gpointer data);
