/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one error domain of the guard's own errors. Each message is one line that
 * names the thing and what is wrong with it. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_ERROR_INVALID, /* input that can't be accepted */
    VMG_ERROR_MISSING, /* something that must be there is not */
    VMG_ERROR_STALE,   /* facts too old to decide on */
    VMG_ERROR_SYSTEM   /* a system call failed */
} VmgError;

#define VMG_ERROR (vmg_error_quark())
GQuark vmg_error_quark(void);
