/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files of the ledger. Uses libc only, because the hook uses these functions without loading
 * any library; the library uses them as well. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    VMG_LEDGER_PATH_SIZE = 4096, /* bytes of a path, with its NUL */
    VMG_NONCE_SIZE = 37,         /* bytes of a nonce, which is a UUID, with its NUL */
};

/* The names of the files of source-networks.h begin with this text. Each such file lies beside an
 * entry. Functions that list the entries do not show hidden files. */
#define VMG_LEDGER_SOURCE ".source-"
/* Locking this file of the ledger's directory locks the whole ledger. */
#define VMG_LEDGER_LOCK ".lock"
/* Separates the guest's escaped name and the nonce in the name of an entry. */
#define VMG_LEDGER_AT '@'

/* Writes the path of the entry of the guest NAME with that NONCE to PATH. DIRECTORY is the
 * ledger's directory. A guest may have several entries: a client that gave up a migration may
 * start another migration while libvirt on this host still works on the first one. */
void vmg_ledger_file_path(const char *directory, const char *name, const char *nonce,
                          char path[VMG_LEDGER_PATH_SIZE]);
/* Writes the path of the file beside the guest's entries, which has the source host's networks
 * (source-networks.h). */
void vmg_ledger_file_source(const char *directory, const char *name,
                            char path[VMG_LEDGER_PATH_SIZE]);

/* Looks for an entry of the guest NAME whose nonce is in the domain XML; any entry of the guest
 * if XML is NULL. Returns 1 and the NONCE, 0 if there is none, -1 if the directory can't be
 * read. */
int vmg_ledger_file_find(const char *directory, const char *name, const char *xml,
                         char nonce[VMG_NONCE_SIZE]);
/* Whether the guest of the entry was not prepared yet and must be compared when it is prepared.
 * Returns 1 also if the entry can't be read. */
int vmg_ledger_file_awaits(const char *directory, const char *name, const char *nonce);

/* Locks the ledger, waiting at most WAIT_MS milliseconds. Returns a file descriptor, which the
 * caller closes to unlock, or -1. */
int vmg_ledger_file_lock(const char *directory, unsigned wait_ms);

/* Removes the entry. If it was the guest's last entry, also removes the file beside it. Does
 * nothing if there is no such entry. */
void vmg_ledger_file_remove(const char *directory, const char *name, const char *nonce);
