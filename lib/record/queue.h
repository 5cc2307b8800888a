/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file that hooks append their decisions to, and the agent takes away. */
#pragma once

#include <glib.h>

/* How much is kept while no agent takes it, bytes. */
enum { VMG_QUEUE_MAX = 4 * 1024 * 1024 };

/* Appends TEXT to PATH, made if need be, 0600; a line is never among another's. Where
 * the file is large, or its lock (PATH.lock) is not to be had at once, it is an error. */
gboolean vmg_queue_append(const char *path, const char *text, GError **error);
/* Renames PATH to TAKEN, which must not be there, when nobody writes to it. FALSE with no
 * error where there is nothing. */
gboolean vmg_queue_take(const char *path, const char *taken, GError **error);
