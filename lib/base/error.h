/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The GError domain of the guard's own errors. The message of an error is one line: it names the
 * file, host or value that has a problem, and says what is wrong with this file, host or value. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_ERROR_INVALID, /* the input is not valid */
    VMG_ERROR_MISSING, /* something that is needed is missing */
    VMG_ERROR_STALE,   /* the facts or the stamp are too old for a decision */
    VMG_ERROR_SYSTEM   /* a system call failed */
} VmgError;

#define VMG_ERROR (vmg_error_quark())
GQuark vmg_error_quark(void);
