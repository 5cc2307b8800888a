/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger: the incoming guests that were admitted and are not running yet.
 * One file a guest, in a directory for root alone; to unlink it is to release. */
#pragma once

#include <glib.h>

enum { VMG_LEDGER_FRESH = 30 }; /* seconds from migrate to prepare at the most */

typedef struct {
    char *uuid;
    char *digest;
    gint64 admitted_ms; /* vmg_sys_boottime_ms() then */
} VmgEntry;

void vmg_entry_free(VmgEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgEntry, vmg_entry_free)

/* Adds or replaces the entry of the guest NAME; makes the directory if need be. */
gboolean vmg_ledger_add(const char *directory, const char *name, const char *uuid,
                        const char *digest, GError **error);
/* The entry of the guest NAME if it is younger than VMG_LEDGER_FRESH, else NULL:
 * an old or unreadable one must not stand in the way of a guest's start. */
VmgEntry *vmg_ledger_get_fresh(const char *directory, const char *name);
/* Nothing happens where there is no entry. */
void vmg_ledger_remove(const char *directory, const char *name);
