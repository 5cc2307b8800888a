/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The migration network as network show and doctor judge it. */
#pragma once

#include "config/config.h"
#include "decide/verdict.h"
#include "host/host.h"

/* The findings of check migration-network about this host as a destination; HOST may be NULL:
 * it is not known. */
VmgVerdict *vmg_cli_judge_migration_network(const VmgConfig *config, const VmgHost *host);
