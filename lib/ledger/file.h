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

/* Writes the path of the entry of the guest NAME into PATH. DIRECTORY is the ledger's. */
void vmg_ledger_file_path(const char *directory, const char *name, char path[VMG_LEDGER_PATH_SIZE]);
/* The same of the file beside the entry, which has the source host's networks (source-networks.h).
 */
void vmg_ledger_file_source(const char *directory, const char *name,
                            char path[VMG_LEDGER_PATH_SIZE]);

/* Whether the domain XML bears the nonce of the entry TEXT: it is what the guard handed to
 * libvirt when it admitted the guest, or comes from that. An entry without a nonce is one of
 * an older version; no XML bears it. */
int vmg_ledger_file_is_of(const char *text, const char *xml);
/* Whether the guest of the entry TEXT was never prepared. */
int vmg_ledger_file_is_unprepared(const char *text);
/* Whether the entry TEXT has a nonce. */
int vmg_ledger_file_has_nonce(const char *text);

/* The ledger's lock, waiting at most WAIT_MS milliseconds: a file to close, or -1. */
int vmg_ledger_file_lock(const char *directory, unsigned wait_ms);

/* Removes the entry of the guest NAME and the file beside it. Nothing happens if there is
 * no entry. */
void vmg_ledger_remove(const char *directory, const char *name);
