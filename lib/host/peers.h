/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this host's agent knows from the registry about the other hosts of the cluster. The agent
 * writes it to files in one directory, and the hook reads these files. The directory has one
 * small file for each other host. The agent writes such a file only if its content changes.
 * Another file says when the registry last answered. */
#pragma once

#include <glib.h>

/* One line of the member `serials` of VmgPeersNote: the UUID of a guest in lower case, and a
 * serial. A stamp that the host has written for this guest is valid only if its serial is not
 * lower. */
#define VMG_PEERS_SERIAL "%s %" G_GUINT64_FORMAT "\n"

/* What the agent knows about another host. */
typedef struct {
    char *status;  /* VMG_STATUS_* */
    char *name;    /* the host's name */
    char *serials; /* one line in the form VMG_PEERS_SERIAL for each guest of the host */
    /* The number `order` in the host's newest registry entry that was signed with the cluster's
     * key; the host increases this number with each entry. 0 if there was no signed entry. */
    guint64 order;
    /* TRUE if the host did not renew its registry entry within its lease, so the host may have
     * failed */
    gboolean is_silent;
} VmgPeersNote;

void vmg_peers_note_free(VmgPeersNote *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgPeersNote, vmg_peers_note_free)

/* Removes all files about hosts if they are from another registry than REGISTRY. REGISTRY is any
 * text that is different for each registry. If it can't be found out from which registry the
 * files are, removes no file and returns FALSE; the caller then has to call this function again. */
gboolean vmg_peers_begin(const char *directory, const char *registry, GError **error);
/* Writes NOTE about the host UUID. DIRECTORY is the member `peers` of VmgPaths. */
gboolean vmg_peers_write(const char *directory, const char *uuid, const VmgPeersNote *note,
                         GError **error);
/* Reads the file about the host UUID. Returns NULL without an error if there is no such file, or
 * if its content is not in the form that vmg_peers_write() writes. */
VmgPeersNote *vmg_peers_read(const char *directory, const char *uuid, GError **error);
/* The UUIDs (char *) of all hosts about which there is a file, sorted. Free with
 * g_ptr_array_unref(). */
GPtrArray *vmg_peers_list(const char *directory, GError **error);
/* Removes the file about a host that no longer exists. */
void vmg_peers_remove(const char *directory, const char *uuid);
/* Stores the present time as the time when the registry last answered. */
gboolean vmg_peers_heard(const char *directory, GError **error);

/* The status (VMG_STATUS_*) of the host UUID; NULL if it is unknown. UUID may be any text,
 * because it can come from another host. Free with g_free(). */
char *vmg_peers_status(const char *directory, const char *uuid);
/* The host UUID gives each of its stamps for GUEST a number, the serial. Returns the lowest
 * serial that is still valid; 0 if it is unknown. */
guint64 vmg_peers_serial(const char *directory, const char *uuid, const char *guest);
/* Seconds since the registry last answered; -1 if it has not answered since this host's boot. */
gint64 vmg_peers_silence(const char *directory);
