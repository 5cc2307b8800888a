/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One event, from the request to the record: what libvirt's and VDSM's events share. */
#pragma once

#include "base/paths.h"
#include "decide/judge.h"
#include "plugin/policy.h"

/* Answers one event, as virt_migration_guard_policy() does, with the paths as a
 * parameter. PATHS must live until answer->finish() returns. Returns -1 if the request has
 * another version than this plugin, else 0. */
int vmg_event_run(const VmgPaths *paths, const struct vmg_request *request,
                  struct vmg_answer *answer);

/* What one event needs from its begin to its record. */
typedef struct {
    const struct vmg_request *request;
    const VmgPaths *paths;
    VmgConfig *config;
    VmgJudgement *judgement; /* NULL if the XML is no guest */
    VmgVerdict *own;         /* the verdict if there is no judgement */
    char *guest;
    const char *event; /* what is refused: migration, start */
    gint64 started_us;
} VmgEvent;

/* The event's verdict; NULL if nothing was decided. Borrowed. */
VmgVerdict *vmg_event_verdict(const VmgEvent *event);
/* Refuses with the reason CODE because WHAT went wrong, unless `on-error` is admit: then it is a
 * warning. */
void vmg_event_fail(VmgEvent *event, const char *code, const char *what, const char *fix);
/* Makes ANSWER a refusal with the verdict's text. */
void vmg_event_refuse(const VmgEvent *event, struct vmg_answer *answer);

/* Each answers one event. CONFIG_ERROR is what is wrong with the configuration, or NULL. */
void vmg_event_migrate(VmgEvent *event, const GError *config_error, struct vmg_answer *answer);
void vmg_event_prepare(VmgEvent *event, struct vmg_answer *answer);
void vmg_event_vdsm(VmgEvent *event, const GError *config_error, struct vmg_answer *answer);
