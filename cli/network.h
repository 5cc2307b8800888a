/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Judges the migration network, for network show and for doctor. */
#pragma once

#include "config/config.h"
#include "decide/verdict.h"
#include "host/host.h"

/* The findings of the check migration-network about this host as a destination. HOST may be NULL if
 * this host's facts are not known. */
VmgVerdict *vmg_cli_judge_migration_network(const VmgConfig *config, const VmgHost *host);
