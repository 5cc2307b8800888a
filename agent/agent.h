/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent: keeps the facts about this host up to date, and stamps the host's guests with them. */
#pragma once

#include "base/paths.h"
#include "config/config.h"

typedef struct VmgAgent VmgAgent;

/* Makes the agent. Takes CONFIG and FILES over, which vmg_agent_load_config() returned; PATHS must
 * live as long as the agent. NULL and an error if the agent can't watch files, mounts or network
 * devices, or can't make its socket or the ledger's directory. */
VmgAgent *vmg_agent_new(const VmgPaths *paths, VmgConfig *config, char *files, GError **error);
void vmg_agent_free(VmgAgent *agent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgAgent, vmg_agent_free)

/* Runs until SIGTERM or SIGINT. Reads the configuration again at SIGHUP, and whenever one of its
 * files changes. Returns FALSE if a worker thread still waits for something; then the agent can't
 * be freed. */
gboolean vmg_agent_run(VmgAgent *agent);
