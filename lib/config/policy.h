/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The policy of a host: the part of its configuration on which its decisions as a destination
 * depend. The policy is in the host's facts, so that another host can say what this host would
 * decide. */
#pragma once

#include "config/config.h"

/* Whether the value of KEY in GROUP belongs to the policy: this host's decisions as a destination
 * depend on the values of the policy. */
gboolean vmg_policy_has(const char *group, const char *key);
/* A configuration with the policy of POLICY, and with all other values of OWN. Free with
 * vmg_config_free(). */
VmgConfig *vmg_policy_apply(const VmgConfig *own, const VmgConfig *policy);
