/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers the hook's questions whether paths exist (lib/probe/probe.h). */
#pragma once

#include "agent/base/say.h"

typedef struct VmgLooker VmgLooker;

/* Listens on the socket PATH, which only root may use. NULL and an error if that fails. */
VmgLooker *vmg_looker_new(const char *path, GError **error);
/* Threads that hang stay until the process ends. */
void vmg_looker_free(VmgLooker *looker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgLooker, vmg_looker_free)

/* Looks at paths as the process DAEMON sees them; 0: as this process sees them. */
void vmg_looker_set_daemon(VmgLooker *looker, int daemon);
