/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file that hooks append their decisions to, until the agent takes it. */
#pragma once

#include <glib.h>

/* The largest size of the file while no agent takes it, in bytes. */
enum { VMG_QUEUE_MAX = 4 * 1024 * 1024 };

/* Appends TEXT to PATH; makes the file, with mode 0600, if it is missing. Lines of two processes
 * are never mixed. It is an error if the file is too large, or if its lock (PATH.lock) is not
 * free at once. */
gboolean vmg_queue_append(const char *path, const char *text, GError **error);
/* Renames PATH to TAKEN, which must not exist, while no process writes to PATH. Returns FALSE
 * without an error if there is no PATH. */
gboolean vmg_queue_take(const char *path, const char *taken, GError **error);
