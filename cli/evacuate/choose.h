/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chooses another destination for a guest that its first destination has refused. */
#pragma once

#include "cli/evacuate/record.h"
#include "config/config.h"

#include <libvirt/libvirt.h>

/* Chooses a destination for the guest DOMAIN by the present entries of the registry: a host that
 * the task has not tried and that --to allows. HOME is the UUID of this host. If no host is
 * possible, the state of the task becomes VMG_TASK_LEFT, with the reason. Returns FALSE and an
 * error if libvirt or the registry does not answer. */
gboolean vmg_evacuate_choose(VmgConfig *config, const VmgEvacuateOptions *options, const char *home,
                             virDomain *domain, VmgTask *task, GError **error);
/* The name of the host that runs the guest UUID according to the registry; NULL if no host says
 * that it runs the guest. Free with g_free(). */
char *vmg_evacuate_where(const VmgConfig *config, const char *home, const char *uuid);
