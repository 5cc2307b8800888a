/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Executes the tasks of an evacuation: begins migrations within the limits, tries another host
 * after a failure, and keeps the record up to date. */
#pragma once

#include "cli/evacuate/progress.h"
#include "config/config.h"

typedef struct {
    VmgConfig *config;
    const VmgEvacuateOptions *options;
    VmgEvacuation *evacuation; /* written to its file after each change; NULL: no record is kept */
    GPtrArray *tasks;          /* VmgTask * */
    const char *home;          /* UUID of this host */
    VmgProgress *progress;
} VmgRun;

/* The path of the file with the record of an evacuation. */
const char *vmg_run_record(void);
/* Returns when each guest has moved or is left. After the first SIGINT or SIGTERM no further
 * migration is begun; a second signal also ends the migrations that are running. Returns whether
 * there was a signal. */
gboolean vmg_run(const VmgRun *run);
