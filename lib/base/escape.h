/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes the file names of the ledger. Uses libc only, because the hook removes an entry without
 * loading any library. */
#pragma once

#include <stddef.h>

enum { VMG_ESCAPED_SIZE = 256 };

/* Makes a file name of the guest's NAME: letters, digits, '-', '_' and '.' (but not as the first
 * character) stay, every other byte becomes %XX. If the result would be too long, it is cut and
 * ends with a hash of the whole name. */
void vmg_escape_name(const char *name, char escaped[VMG_ESCAPED_SIZE]);
