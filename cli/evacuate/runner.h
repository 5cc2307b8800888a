/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Carries the tasks of an evacuation out: begins migrations within the limits, tries failed ones
 * elsewhere, and keeps the record. */
#pragma once

#include "cli/evacuate/progress.h"
#include "config/config.h"

typedef struct {
    VmgConfig *config;
    const VmgEvacuateOptions *options;
    VmgEvacuation *evacuation; /* written after each change; NULL: nothing is recorded */
    GPtrArray *tasks;          /* VmgTask * */
    const char *home;          /* UUID of this host */
    VmgProgress *progress;
} VmgRun;

/* The path of the record. */
const char *vmg_run_record(void);
/* Until all guests have moved or stay. At the first SIGINT or SIGTERM nothing more is begun, at the
 * second one what is under way is ended. Returns whether there was a signal. */
gboolean vmg_run(const VmgRun *run);
