/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs the checks and makes the verdict. */
#pragma once

#include "config/config.h"
#include "decide/modules.h"
#include "decide/verdict.h"
#include "host/host.h"
#include "virt-migration-guard.h"

/* What there is to decide on. All is borrowed. */
typedef struct {
    const VmgConfig *config;
    const struct vmg_check *const *checks; /* NULL-terminated */
    const GPtrArray *modules;              /* further ones, VmgModule *; may be NULL */
    const struct vmg_guest *guest;
    const VmgHost *source;           /* NULL where unknown, and ... */
    const char *source_missing;      /* ... why, and ... */
    const char *source_code;         /* ... in one word */
    gboolean source_unsigned;        /* it is unknown for want of a signature */
    const VmgHost *destination;      /* NULL where unknown, and ... */
    const char *destination_missing; /* ... why; NULL where nobody asked for one */
    const char *destination_code;    /* ... in one word */
    const GPtrArray *exemptions;     /* VmgExemption *; may be NULL */
    gint64 now;                      /* seconds since 1970, for them */
    gboolean partial;                /* what is missing is nobody's to have: say nothing of it */
} VmgCase;

VmgVerdict *vmg_decide(const VmgCase *the_case);
