/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger's file names. libc only: the hook releases an entry without
 * loading anything. */
#pragma once

#include <stddef.h>

enum { VMG_ESCAPED_SIZE = 256 };

/* A guest's name as one file name: letters, digits, '-', '_' and '.' (but not in
 * front) stay, other bytes become %XX. What would be too long ends in a hash of
 * the whole name. */
void vmg_escape_name(const char *name, char escaped[VMG_ESCAPED_SIZE]);
