/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The policy behind policy.so's entry, with the paths as a parameter. */
#pragma once

#include "base/paths.h"
#include "plugin/policy.h"

/* As virt_migration_guard_policy(). PATHS must live until finish() returns. */
int vmg_policy_run(const VmgPaths *paths, const struct vmg_request *request,
                   struct vmg_answer *answer);
