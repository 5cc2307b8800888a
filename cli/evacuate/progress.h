/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shows the progress of an evacuation. On a terminal, there is a line for each guest that is
 * migrating and a line for all guests, and these lines are replaced again and again. Without a
 * terminal, each event is printed as one line; with --json, as one JSON object. */
#pragma once

#include "cli/evacuate/migrate.h"

typedef struct VmgProgress VmgProgress;

VmgProgress *vmg_progress_new(gboolean json);
void vmg_progress_free(VmgProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgProgress, vmg_progress_free)

void vmg_progress_started(VmgProgress *progress, const VmgTask *task);
void vmg_progress_moved(VmgProgress *progress, const VmgTask *task, gint64 seconds);
/* Prints that a migration of the guest failed because of REASON. TASK says what will be tried
 * next. */
void vmg_progress_failed(VmgProgress *progress, const VmgTask *task, const char *from,
                         const char *reason);
/* Prints a remark. TEXT has no line feed. */
void vmg_progress_note(VmgProgress *progress, const char *text);

/* A round shows the guests that are migrating now, and then the numbers of all TASKS. Begin a
 * round, show the figures of each guest that is migrating, and end the round. */
void vmg_progress_begin_round(VmgProgress *progress);
void vmg_progress_figures(VmgProgress *progress, const VmgTask *task,
                          const VmgMigrationFigures *figures, gint64 seconds);
void vmg_progress_end_round(VmgProgress *progress, const GPtrArray *tasks);

/* At the end of an evacuation, vmg_progress_left() prints a guest that is left, with the reason,
 * and vmg_progress_end() prints whether HOST is empty. */
void vmg_progress_left(VmgProgress *progress, const char *guest, const char *reason,
                       const char *fix);
void vmg_progress_end(VmgProgress *progress, const char *host, guint moved, guint left,
                      gboolean interrupted);
/* At the end of --back, prints how many guests came back, and how many did not. */
void vmg_progress_home(VmgProgress *progress, guint moved, guint left);
