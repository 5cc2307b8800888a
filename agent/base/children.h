/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the processes that other processes of this host have started. */
#pragma once

#include <glib.h>

/* The start time of the newest child of all processes whose name is in NAMES (NULL-terminated): in
 * milliseconds since boot, rounded down to a hundredth of a second. -1 if these processes have no
 * child, G_MAXINT64 if this can't be found out. */
gint64 vmg_children_newest(const char *const *names);
