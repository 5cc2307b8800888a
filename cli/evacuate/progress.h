/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an evacuation shows: a line for each guest under way and one for all, drawn anew all the
 * time, on a terminal; else a line for each thing that happens; or JSON, an object for each. */
#pragma once

#include "cli/evacuate/migrate.h"

typedef struct VmgProgress VmgProgress;

VmgProgress *vmg_progress_new(gboolean json);
void vmg_progress_free(VmgProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgProgress, vmg_progress_free)

void vmg_progress_started(VmgProgress *progress, const VmgTask *task);
void vmg_progress_moved(VmgProgress *progress, const VmgTask *task, gint64 seconds);
/* A try failed because of REASON; TASK says what comes next. */
void vmg_progress_failed(VmgProgress *progress, const VmgTask *task, const char *from,
                         const char *reason);
/* A remark, without a line feed. */
void vmg_progress_note(VmgProgress *progress, const char *text);

/* One round: the guests under way, and all TASKS. */
void vmg_progress_begin_round(VmgProgress *progress);
void vmg_progress_figures(VmgProgress *progress, const VmgTask *task,
                          const VmgMigrationFigures *figures, gint64 seconds);
void vmg_progress_end_round(VmgProgress *progress, const GPtrArray *tasks);

/* The end: who stays and why, and whether HOST is empty. */
void vmg_progress_left(VmgProgress *progress, const char *guest, const char *reason,
                       const char *fix);
void vmg_progress_end(VmgProgress *progress, const char *host, guint moved, guint left,
                      gboolean interrupted);
/* The end of --back. */
void vmg_progress_home(VmgProgress *progress, guint moved, guint left);
