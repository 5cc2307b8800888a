/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this host's agent has heard of the other hosts of the cluster. The hook reads it. A
 * directory has one small file for each host, which is written only when its content changes,
 * and one file that says when the registry last answered. */
#pragma once

#include <glib.h>

/* One line of the argument SERIALS of vmg_peers_write(): the UUID of a guest in small letters,
 * and the lowest serial that a stamp of this guest by that host can have now. */
#define VMG_PEERS_SERIAL "%s %" G_GUINT64_FORMAT "\n"

/* What is known about a host. */
typedef struct {
    char *status;  /* VMG_STATUS_* */
    char *name;    /* the host's name */
    char *serials; /* the serials of its guests' stamps, in lines as VMG_PEERS_SERIAL */
    /* the order of the last entry that was signed with the cluster's key; 0 if there was none */
    guint64 order;
    gboolean is_silent; /* the host was not heard of for its lease */
} VmgPeersNote;

void vmg_peers_note_free(VmgPeersNote *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgPeersNote, vmg_peers_note_free)

/* Removes all files, unless they are about the hosts of REGISTRY. REGISTRY is any text that is
 * different for each registry. If it can't be read which registry they are about, none is removed,
 * and FALSE is returned: call the function again. */
gboolean vmg_peers_begin(const char *directory, const char *registry, GError **error);
/* Writes NOTE about the host UUID. DIRECTORY is the member `peers` of VmgPaths. */
gboolean vmg_peers_write(const char *directory, const char *uuid, const VmgPeersNote *note,
                         GError **error);
/* Reads what was written about the host UUID. NULL without an error if there is nothing, or if the
 * file is none that vmg_peers_write() has written. */
VmgPeersNote *vmg_peers_read(const char *directory, const char *uuid, GError **error);
/* The UUIDs (char *) of all hosts about which something is written, sorted. Free with
 * g_ptr_array_unref(). */
GPtrArray *vmg_peers_list(const char *directory, GError **error);
/* Removes the file about a host that no longer exists. */
void vmg_peers_remove(const char *directory, const char *uuid);
/* Writes that the registry has answered just now. */
gboolean vmg_peers_heard(const char *directory, GError **error);

/* The status (VMG_STATUS_*) of the host UUID; NULL if it is unknown. UUID may be any text,
 * because it can come from another host. Free with g_free(). */
char *vmg_peers_status(const char *directory, const char *uuid);
/* The lowest serial that a stamp of GUEST by the host UUID can have now; 0 if it is unknown. */
guint64 vmg_peers_serial(const char *directory, const char *uuid, const char *guest);
/* Seconds since the registry last answered; -1 if it has not answered since this host's boot. */
gint64 vmg_peers_silence(const char *directory);
