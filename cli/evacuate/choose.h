/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Another destination for a guest whose first one did not take it. */
#pragma once

#include "cli/evacuate/record.h"
#include "config/config.h"

#include <libvirt/libvirt.h>

/* Chooses anew where the guest DOMAIN goes, by what the registry has now: a host that the task has
 * not tried, and that --to admits. HOME is the UUID of this host. Without one the task is LEFT, and
 * says why. Errors: neither libvirt nor the registry can be asked. */
gboolean vmg_evacuate_choose(VmgConfig *config, const VmgEvacuateOptions *options, const char *home,
                             virDomain *domain, VmgTask *task, GError **error);
/* The name of the host that runs the guest UUID by what the registry has now; NULL if none says so.
 * Free with g_free(). */
char *vmg_evacuate_where(const VmgConfig *config, const char *home, const char *uuid);
