/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files of the ledger, with libc only: the hook uses them without loading
 * anything, the library uses them as well. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { VMG_LEDGER_PATH_SIZE = 4096 }; /* bytes of a path, with its NUL */

/* Begins the name of the file beside an entry. A list of the directory does not show it. */
#define VMG_LEDGER_SOURCE ".source-"

/* Writes the path of the entry of the guest NAME into PATH. DIRECTORY is the ledger's. */
void vmg_ledger_file_path(const char *directory, const char *name, char path[VMG_LEDGER_PATH_SIZE]);
/* The same of the file beside the entry, which has the source host's networks (source-networks.h).
 */
void vmg_ledger_file_source(const char *directory, const char *name,
                            char path[VMG_LEDGER_PATH_SIZE]);

/* How many milliseconds before NOW_MS (CLOCK_BOOTTIME) the entry TEXT was admitted: a clock
 * that nobody sets, unlike the file's times. Negative if the entry is from another boot, or
 * does not say. */
int64_t vmg_ledger_file_age(const char *text, int64_t now_ms);

/* Removes the entry of the guest NAME and the file beside it. Nothing happens if there is
 * no entry. */
void vmg_ledger_remove(const char *directory, const char *name);
