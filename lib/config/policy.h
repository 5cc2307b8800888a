/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The policy of a host: the part of its configuration on which its decisions as a destination
 * depend. The policy is in the host's facts, so that another host can say what this host would
 * decide. */
#pragma once

#include "config/config.h"

/* Whether the value of KEY in GROUP belongs to the policy: this host's decisions as a destination
 * depend on the values of the policy. */
gboolean vmg_policy_has(const char *group, const char *key);
/* Makes a configuration: a value that belongs to the policy (see vmg_policy_has()) is taken from
 * POLICY, any other value is taken from OWN. Free with vmg_config_free(). */
VmgConfig *vmg_policy_apply(const VmgConfig *own, const VmgConfig *policy);
