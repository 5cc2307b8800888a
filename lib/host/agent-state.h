/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent's file /run/virt-migration-guard/agent. The agent writes into it which process the
 * agent is, and which configuration the process uses. The agent writes the file when it starts
 * and each time it has read guard.conf. The command `doctor` compares the file with guard.conf. */
#pragma once

#include "config/config.h"

typedef struct {
    int pid;
    /* the start time of the process, as in VmgProcess; a later process with the same number has
     * another start time */
    gint64 start;
    char *version; /* the version of the agent's program */
    char *error;   /* why guard.conf could not be read; NULL if it could */
    GKeyFile
        /* the digest of each value of guard.conf; for example, the digest of [guard] mode is the
         * value of the key "mode" in the group "configuration guard" */
        *digests;
} VmgAgentState;

typedef enum {
    VMG_AGENT_RUNS,
    VMG_AGENT_STOPPED, /* the process exists, but a signal or a debugger has stopped it */
    VMG_AGENT_ENDED,
} VmgAgentLife;

/* Writes to the file PATH that this process is the agent and uses CONFIG. ERROR says why
 * guard.conf, in its present form, could not be read; NULL if it could be read. */
gboolean vmg_agent_state_write(const char *path, const VmgConfig *config, const char *error,
                               GError **failed);
VmgAgentState *vmg_agent_state_read(const char *path, GError **error);
void vmg_agent_state_free(VmgAgentState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgAgentState, vmg_agent_state_free)

/* Whether the process that wrote STATE runs, is stopped or has ended. */
VmgAgentLife vmg_agent_state_life(const VmgAgentState *state);
/* Returns "[GROUP] KEY" for each key whose value in CONFIG differs from the agent's value,
 * sorted. Free with g_ptr_array_unref(). */
GPtrArray *vmg_agent_state_differences(const VmgAgentState *state, const VmgConfig *config);
