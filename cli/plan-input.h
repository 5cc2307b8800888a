/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a plan is made of: the guests of one host, and the hosts that they may go to. */
#pragma once

#include "agent/registry/peer.h"
#include "config/config.h"

typedef struct {
    VmgConfig *config;
    VmgPeer *home; /* the host that is to become empty; NULL: this one, which is in no registry */
    GPtrArray *running; /* its guests, VmgRunning * */
    GPtrArray *peers;   /* the others, VmgPeer * */
    GPtrArray *all;     /* all of them, which owns them */
    gboolean is_own;    /* it is this host: its guests are as its libvirt has them now */
} VmgPlanInput;

void vmg_plan_input_clear(VmgPlanInput *input);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VmgPlanInput, vmg_plan_input_clear)

/* Reads what there is to be known. HOST (name or UUID) is to become empty; NULL: this host. FACTS
 * is a directory to read instead of the registry, and then needs a HOST; NULL: the registry. TO
 * names the hosts that guests may go to; NULL: all. */
gboolean vmg_plan_input_read(VmgPlanInput *input, const char *host, const char *facts, char **to,
                             GError **error);
/* The name of the host that is to become empty, as messages have it. */
const char *vmg_plan_input_name(const VmgPlanInput *input);
