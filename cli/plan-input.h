/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads what a plan is made from: the guests of one host, and the hosts to which they may go. */
#pragma once

#include "agent/registry/peer.h"
#include "config/config.h"

typedef struct {
    VmgConfig *config;
    /* the host that is to become empty; NULL if it is this host and the registry does not list it
     */
    VmgPeer *home;
    GPtrArray *running; /* VmgRunning *, the guests of that host */
    GPtrArray *peers;   /* VmgPeer *, the possible destinations */
    GPtrArray *all;     /* VmgPeer *, all hosts; this array owns them */
    gboolean is_own;    /* the host is this host, so libvirt was asked for its guests */
} VmgPlanInput;

void vmg_plan_input_clear(VmgPlanInput *input);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VmgPlanInput, vmg_plan_input_clear)

/* HOST is the name or UUID of the host that is to become empty; NULL means this host. If FACTS
 * is not NULL, hosts and guests are read from the files of this directory instead of the
 * registry, and HOST must be set. TO names the hosts to which guests may go; NULL means all
 * hosts. */
gboolean vmg_plan_input_read(VmgPlanInput *input, const char *host, const char *facts, char **to,
                             GError **error);
/* The name of the host that is to become empty, for messages. */
const char *vmg_plan_input_name(const VmgPlanInput *input);
