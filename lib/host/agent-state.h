/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent writes about itself to /run/virt-migration-guard/agent: its process and the
 * configuration that it runs with. The agent writes the file when it starts and each time it has
 * read guard.conf. `doctor` compares the file with guard.conf. */
#pragma once

#include "config/config.h"

typedef struct {
    int pid;
    gint64 start;  /* the start time, as in VmgProcess; a later process may have the same number */
    char *version; /* of the agent's program */
    char *error;   /* why guard.conf could not be read; NULL if it could */
    GKeyFile
        *digests; /* the digest of each value: in the group "configuration GROUP", the key KEY */
} VmgAgentState;

typedef enum {
    VMG_AGENT_RUNS,
    VMG_AGENT_STOPPED, /* stopped by a signal or a debugger */
    VMG_AGENT_ENDED,
} VmgAgentLife;

/* Writes that this process is the agent and runs with CONFIG. ERROR says why the present
 * guard.conf could not be read; NULL if it could. */
gboolean vmg_agent_state_write(const char *path, const VmgConfig *config, const char *error,
                               GError **failed);
VmgAgentState *vmg_agent_state_read(const char *path, GError **error);
void vmg_agent_state_free(VmgAgentState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgAgentState, vmg_agent_state_free)

/* Whether the process that wrote STATE runs, is stopped or has ended. */
VmgAgentLife vmg_agent_state_life(const VmgAgentState *state);
/* "[GROUP] KEY" for each value in which CONFIG differs from the agent's configuration, sorted.
 * Free with g_ptr_array_unref(). */
GPtrArray *vmg_agent_state_differences(const VmgAgentState *state, const VmgConfig *config);
