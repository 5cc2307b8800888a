/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent says about itself in /run/virt-migration-guard/agent: which process it is,
 * and which configuration it runs with. The agent writes the file when it starts and when it
 * has read guard.conf again; doctor compares it with what is on disk. */
#pragma once

#include "config/config.h"

typedef struct {
    int pid;
    gint64 start;      /* VmgProcess's, so that a later process with this number is another */
    char *version;     /* of the agent's program */
    char *error;       /* why guard.conf could not be read again; NULL if it could */
    GKeyFile *digests; /* "configuration GROUP", KEY: the digest of the value; no value is in it */
} VmgAgentState;

typedef enum {
    VMG_AGENT_RUNS,
    VMG_AGENT_STOPPED, /* by a signal or a debugger: it does nothing */
    VMG_AGENT_ENDED,
} VmgAgentLife;

/* This process is the agent and runs with CONFIG. ERROR (may be NULL) says why what is on disk
 * could not be read. */
gboolean vmg_agent_state_write(const char *path, const VmgConfig *config, const char *error,
                               GError **failed);
VmgAgentState *vmg_agent_state_read(const char *path, GError **error);
void vmg_agent_state_free(VmgAgentState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgAgentState, vmg_agent_state_free)

/* What the process that wrote STATE does now. */
VmgAgentLife vmg_agent_state_life(const VmgAgentState *state);
/* "[GROUP] KEY" of each value that CONFIG has otherwise than the agent, sorted. Free with
 * g_ptr_array_unref(). */
GPtrArray *vmg_agent_state_differences(const VmgAgentState *state, const VmgConfig *config);
