/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the events of libvirt and of VDSM share, from the request of the hook to the record. */
#pragma once

#include "base/paths.h"
#include "decide/judge.h"
#include "plugin/policy.h"

/* Answers one event, as virt_migration_guard_policy() does, but with the files and directories
 * that PATHS names. PATHS must live until answer->finish() returns. Returns -1 if the request is
 * for another version of policy.so, otherwise 0. */
int vmg_event_run(const VmgPaths *paths, const struct vmg_request *request,
                  struct vmg_answer *answer);

/* One event, while the guard answers it. */
typedef struct {
    const struct vmg_request *request;
    const VmgPaths *paths;
    VmgConfig *config;
    VmgJudgement *judgement; /* NULL if there is no domain XML that can be read */
    VmgVerdict *own;         /* the verdict if judgement is NULL */
    char *guest;
    const char *event; /* what is decided: "migration" or "start" */
    gint64 started_us;
} VmgEvent;

/* The event's verdict; NULL if nothing was decided. EVENT owns the verdict. */
VmgVerdict *vmg_event_verdict(const VmgEvent *event);
/* Adds a failure with the reason CODE. WHAT says what went wrong, and FIX says what to do. If
 * `on-error` is admit, the failure is only a warning. */
void vmg_event_fail(VmgEvent *event, const char *code, const char *what, const char *fix);
/* Makes ANSWER a refusal: the hook then prints the verdict and exits with status 1. */
void vmg_event_refuse(const VmgEvent *event, struct vmg_answer *answer);

/* Each of the functions below answers one event. CONFIG_ERROR says what is wrong with the
 * configuration; NULL if the configuration is good. */
void vmg_event_migrate(VmgEvent *event, const GError *config_error, struct vmg_answer *answer);
void vmg_event_prepare(VmgEvent *event, struct vmg_answer *answer);
void vmg_event_vdsm(VmgEvent *event, const GError *config_error, struct vmg_answer *answer);
