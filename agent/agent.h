/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent: keeps this host's facts, and stamps its guests with them. */
#pragma once

#include "base/paths.h"
#include "config/config.h"

typedef struct VmgAgent VmgAgent;

/* Takes CONFIG and FILES over, as vmg_agent_load_config() gave them; PATHS must live as long as
 * the agent. NULL and an error where the system does not let it work. */
VmgAgent *vmg_agent_new(const VmgPaths *paths, VmgConfig *config, char *files, GError **error);
void vmg_agent_free(VmgAgent *agent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgAgent, vmg_agent_free)

/* Runs until SIGTERM or SIGINT. SIGHUP reads the configuration anew, as does
 * a change of its files. FALSE where
 * somebody outside still holds it up: then it can't be freed. */
gboolean vmg_agent_run(VmgAgent *agent);
