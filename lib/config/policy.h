/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The part of a destination's configuration that its decisions depend on. It is in the host's
 * facts, so that another host can tell what the destination would decide. */
#pragma once

#include "config/config.h"

/* Whether the value belongs to the policy, which is the part described above. */
gboolean vmg_policy_has(const char *group, const char *key);
/* The configuration OWN, in which the policy is replaced by that of POLICY. Free with
 * vmg_config_free(). */
VmgConfig *vmg_policy_apply(const VmgConfig *own, const VmgConfig *policy);
