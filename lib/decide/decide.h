/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs the checks and makes the verdict. */
#pragma once

#include "config/config.h"
#include "decide/modules.h"
#include "decide/verdict.h"
#include "host/host.h"
#include "virt-migration-guard.h"

/* Everything that a decision needs. The caller owns all members. */
typedef struct {
    const VmgConfig *config;
    const struct vmg_check *const *checks; /* NULL-terminated */
    const GPtrArray *modules;              /* check modules, VmgModule *; may be NULL */
    const struct vmg_guest *guest;
    const VmgHost *source;      /* NULL if the source's facts are unknown */
    const char *source_missing; /* the reason why the source's facts are unknown */
    const char *source_code;    /* the code of the reason in source_missing */
    gboolean source_unsigned;   /* the source is unknown because its stamp has no valid signature */
    const VmgHost *destination; /* NULL if the destination's facts are unknown */
    /* the reason why the destination's facts are unknown; NULL if there is no destination */
    const char *destination_missing;
    const char *destination_code; /* the code of the reason in destination_missing */
    const GPtrArray *exemptions;  /* VmgExemption *; may be NULL */
    gint64 now;                   /* the present time, in seconds since 1970, for exemptions */
    gboolean partial;             /* only some checks are run: do not report missing facts */
} VmgCase;

VmgVerdict *vmg_decide(const VmgCase *the_case);
