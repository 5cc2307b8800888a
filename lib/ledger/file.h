/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files of the ledger. These functions use libc only, because the hook calls them before it
 * loads any library. libguard calls them as well. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    VMG_LEDGER_PATH_SIZE = 4096, /* the size of a path in bytes, with the NUL at its end */
    /* the size of a nonce in bytes, with the NUL at its end; a nonce is a UUID */
    VMG_NONCE_SIZE = 37,
};

/* The files of source-networks.h have names that begin with this text, which makes them hidden
 * files. So functions that list the entries of the ledger skip them. Each such file belongs to
 * the entries of one guest. */
#define VMG_LEDGER_SOURCE ".source-"
/* The name of the file in the ledger's directory that is locked to lock the whole ledger. */
#define VMG_LEDGER_LOCK ".lock"
/* The character between the guest's escaped name and the nonce in the file name of an entry. */
#define VMG_LEDGER_AT '@'

/* Writes to PATH the path of the entry of the guest NAME with the nonce NONCE. DIRECTORY is the
 * ledger's directory. A guest may have several entries: if a client gives up a migration, it may
 * start another migration while libvirt on this host still handles the first one. */
void vmg_ledger_file_path(const char *directory, const char *name, const char *nonce,
                          char path[VMG_LEDGER_PATH_SIZE]);
/* Writes to PATH the path of the file that contains the source host's networks for the guest
 * NAME (source-networks.h). */
void vmg_ledger_file_source(const char *directory, const char *name,
                            char path[VMG_LEDGER_PATH_SIZE]);

/* Looks for an entry of the guest NAME whose nonce occurs in the domain XML. If XML is NULL,
 * takes any entry of the guest. Returns 1 and writes the nonce to NONCE; returns 0 if there is
 * no such entry, -1 if the directory can't be read. */
int vmg_ledger_file_find(const char *directory, const char *name, const char *xml,
                         char nonce[VMG_NONCE_SIZE]);
/* Whether libvirt has not yet prepared the guest of the entry, and the guest must be compared
 * with the admitted guest when libvirt prepares it. Returns 1 also if the entry can't be read. */
int vmg_ledger_file_awaits(const char *directory, const char *name, const char *nonce);

/* Locks the ledger, waiting at most WAIT_MS milliseconds. Returns a file descriptor, which the
 * caller closes to unlock, or -1. */
int vmg_ledger_file_lock(const char *directory, unsigned wait_ms);

/* Removes the entry. If it was the last entry of the guest, also removes the guest's file of
 * source-networks.h. Does nothing if there is no such entry. */
void vmg_ledger_file_remove(const char *directory, const char *name, const char *nonce);
