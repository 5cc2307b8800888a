/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue: a file to which hooks append their decisions, and from which the agent takes them. */
#pragma once

#include <glib.h>

/* The largest size of the queue, in bytes. The queue grows only while the agent does not run. */
enum { VMG_QUEUE_MAX = 4 * 1024 * 1024 };

/* Appends TEXT to the file PATH. Creates the file, with mode 0600, if it is missing. Lines of
 * two processes are never mixed. It is an error if the file would become larger than
 * VMG_QUEUE_MAX, or if its lock (PATH.lock) is not free within 50 ms. */
gboolean vmg_queue_append(const char *path, const char *text, GError **error);
/* Renames the file PATH to TAKEN. TAKEN must not exist. The lock makes sure that no process is
 * writing to PATH meanwhile. Returns FALSE without an error if PATH does not exist. */
gboolean vmg_queue_take(const char *path, const char *taken, GError **error);
