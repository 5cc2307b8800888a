/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs the checks and makes the verdict. */
#pragma once

#include "config/config.h"
#include "decide/modules.h"
#include "decide/verdict.h"
#include "host/host.h"
#include "virt-migration-guard.h"

/* Everything that a decision needs. The caller owns all of it. */
typedef struct {
    const VmgConfig *config;
    const struct vmg_check *const *checks; /* NULL-terminated */
    const GPtrArray *modules;              /* check modules, VmgModule *; may be NULL */
    const struct vmg_guest *guest;
    const VmgHost *source;           /* NULL if unknown, and ... */
    const char *source_missing;      /* ... why it is unknown, and ... */
    const char *source_code;         /* ... in one word */
    gboolean source_unsigned;        /* the source is unknown because its stamp is not signed */
    const VmgHost *destination;      /* NULL if unknown, and ... */
    const char *destination_missing; /* ... why it is unknown; NULL if none was asked for */
    const char *destination_code;    /* ... in one word */
    const GPtrArray *exemptions;     /* VmgExemption *; may be NULL */
    gint64 now;                      /* seconds since 1970: has an exemption ended? */
    gboolean partial;                /* only some checks are run: do not report missing facts */
} VmgCase;

VmgVerdict *vmg_decide(const VmgCase *the_case);
