/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files of the ledger, with libc only: the hook uses them without loading
 * anything, the library uses them as well. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    VMG_LEDGER_PATH_SIZE = 4096, /* bytes of a path, with its NUL */
    VMG_NONCE_SIZE = 37,         /* of the nonce of an admission: a UUID, with its NUL */
};

/* Begins the name of the file beside an entry. A list of the directory does not show it. */
#define VMG_LEDGER_SOURCE ".source-"
/* The name of the file that is locked. */
#define VMG_LEDGER_LOCK ".lock"
/* Between the guest's escaped name and the nonce in the name of an entry. */
#define VMG_LEDGER_AT '@'

/* Writes the path of the entry of the guest NAME with that NONCE into PATH. DIRECTORY is the
 * ledger's. A guest may have several entries: a client that gave up a migration starts another
 * one while libvirt here still works on the first. */
void vmg_ledger_file_path(const char *directory, const char *name, const char *nonce,
                          char path[VMG_LEDGER_PATH_SIZE]);
/* The same of the file beside the entries of the guest, which has the source host's networks
 * (source-networks.h). */
void vmg_ledger_file_source(const char *directory, const char *name,
                            char path[VMG_LEDGER_PATH_SIZE]);

/* Looks for an entry of the guest NAME whose nonce the domain XML bears (any entry of the guest
 * if XML is NULL): the XML is what the guard handed to libvirt when it admitted the guest, or
 * comes from that. Returns 1 and the NONCE, 0 if there is none, -1 if the directory can't be
 * read. */
int vmg_ledger_file_find(const char *directory, const char *name, const char *xml,
                         char nonce[VMG_NONCE_SIZE]);
/* Whether the entry waits for its guest to be prepared, and the guest is to be compared then.
 * Returns 1 also if the entry can't be read. */
int vmg_ledger_file_awaits(const char *directory, const char *name, const char *nonce);

/* The ledger's lock, waiting at most WAIT_MS milliseconds: a file to close, or -1. */
int vmg_ledger_file_lock(const char *directory, unsigned wait_ms);

/* Removes the entry, and with the guest's last entry the file beside it. Nothing happens if
 * there is no such entry. */
void vmg_ledger_file_remove(const char *directory, const char *name, const char *nonce);
