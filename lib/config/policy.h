/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The part of a destination's configuration that its decisions depend on. It is in the host's
 * facts, so that another host can tell what the destination would decide. */
#pragma once

#include "config/config.h"

/* Whether the value belongs to that part. */
gboolean vmg_policy_has(const char *group, const char *key);
/* OWN, with that part from POLICY alone. Free with vmg_config_free(). */
VmgConfig *vmg_policy_apply(const VmgConfig *own, const VmgConfig *policy);
