/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libvirt's and VDSM's events share. */
#pragma once

#include "base/text.h"
#include "decide/judge.h"
#include "plugin/policy-run.h"

/* What one event needs from its begin to its record. */
typedef struct {
    const struct vmg_request *request;
    const VmgPaths *paths;
    VmgConfig *config;
    VmgJudgement *judgement; /* NULL where the XML is no guest */
    VmgVerdict *own;         /* the verdict where there is no judgement */
    char *guest;
    const char *event; /* what is refused: migration, start */
    gint64 started_us;
} VmgPolicyEvent;

/* NULL where nothing was decided. */
VmgVerdict *vmg_event_verdict(const VmgPolicyEvent *event);
/* What goes wrong on the way refuses, unless the administrator wants otherwise. */
void vmg_event_fail(VmgPolicyEvent *event, const char *code, const char *what, const char *fix);
void vmg_event_refuse(const VmgPolicyEvent *event, struct vmg_answer *answer);

/* Answers one of VDSM's events. */
void vmg_event_vdsm(VmgPolicyEvent *event, const GError *config_error, struct vmg_answer *answer);
