/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this host's agent has heard of the other hosts of the cluster, for the hook: a directory
 * with one small file a host, which is written only when something in it changes, and one that
 * says when the registry last answered. */
#pragma once

#include <glib.h>

/* DIRECTORY is VmgPaths' peers. Writes what the host UUID is. */
gboolean vmg_peers_write(const char *directory, const char *uuid, const char *status,
                         const char *name, GError **error);
/* There is no such host any more. */
void vmg_peers_remove(const char *directory, const char *uuid);
/* All of them have just been heard of. */
gboolean vmg_peers_heard(const char *directory, GError **error);

/* The VMG_STATUS_* of the host UUID; NULL if nothing is known of it. UUID may be any text: it can
 * come from another host. Free with g_free(). */
char *vmg_peers_status(const char *directory, const char *uuid);
/* Seconds since the registry last answered; -1 if it has not since this host's boot. */
gint64 vmg_peers_silence(const char *directory);
