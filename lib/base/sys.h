/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files, directories and the clock, as the rest of lib, the agent and the command line use them.
 * Tests replace these functions with the linker's --wrap. Some files make system calls by
 * themselves: base/lock.c, base/process.c, base/catalogue.c, ledger/file.c, probe/probe.c and
 * record/queue.c. */
#pragma once

#include <glib.h>
#include <sys/types.h>

#define VMG_SYS_NEW ".new" /* the ending of a hidden file that is being written */

/* Makes an error from errno: "PATH: WHAT: reason". Its code is GLib's code for that errno. */
void vmg_sys_set_error(GError **error, const char *what, const char *path);

/* Reads the whole regular file PATH, at most MAX bytes. The text ends with a NUL; *LEN may be
 * NULL. Never blocks on a FIFO or a device. The error for a missing file is G_FILE_ERROR_NOENT.
 * Free with g_free(). */
char *vmg_sys_read_file(const char *path, gsize max, gsize *len, GError **error);

/* Like vmg_sys_read_file(), but a missing file is no error: then NULL is returned and ERROR is
 * not set. */
char *vmg_sys_read_if_there(const char *path, gsize max, gsize *len, GError **error);

/* Reads all of PATH, which an administrator has given on the command line: a file, a pipe, or
 * standard input if PATH is "-". Reads at most MAX bytes. The text ends with a NUL. Waits for
 * the writer of a pipe, as cat(1) does, so a hook or the agent must never use this function.
 * Free with g_free(). */
char *vmg_sys_read_input(const char *path, gsize max, gsize *len, GError **error);
/* The name that messages use for PATH if vmg_sys_read_input() reads it: PATH, or "standard
 * input". Lives as long as PATH. */
const char *vmg_sys_input_name(const char *path);

/* Like vmg_sys_read_file(), for a secret: it is an error if the file belongs to another user
 * than root or the user of this process, or if the group or others may read or write it. */
char *vmg_sys_read_secret(const char *path, gsize max, gsize *len, GError **error);

/* Like vmg_sys_read_if_there(), but it is an error if the file belongs to another user than root
 * or the user of this process, or if the group or others may write it. */
char *vmg_sys_read_trusted(const char *path, gsize max, gsize *len, GError **error);

/* The names in DIRECTORY that end in SUFFIX and are not hidden, sorted. The list is empty if
 * there is no such directory. */
GPtrArray *vmg_sys_list(const char *directory, const char *suffix, GError **error);

/* Replaces the file PATH: writes a new file in the same directory, syncs it and renames it. If
 * only the last sync fails, PATH may be the new file although an error is returned. */
gboolean vmg_sys_write_file(const char *path, const char *data, gsize len, mode_t mode,
                            GError **error);

/* Whether PATH was last written more than five minutes ago. If so, the process that was writing
 * PATH has ended. */
gboolean vmg_sys_is_left(const char *path);
/* Removes files that vmg_sys_write_file() left in DIRECTORY when it was killed more than five
 * minutes before NOW, in seconds since 1970. NOW must be the time of the host
 * that stores the files, which is another host if DIRECTORY is on a file server. */
void vmg_sys_clean(const char *directory, time_t now);

/* Locks the file PATH exclusively, waiting at most WAIT_MS milliseconds; makes the file if it is
 * missing. Returns a file descriptor, which the caller closes to unlock, or -1 and an error. */
int vmg_sys_lock(const char *path, guint wait_ms, GError **error);

/* Milliseconds since boot, including the time in suspend. Nobody can set this clock. */
gint64 vmg_sys_boottime_ms(void);
/* Seconds of the monotonic clock, which nobody can set. */
gint64 vmg_sys_monotonic_seconds(void);
/* The present time in UTC, "2026-01-31T13:00:00Z". Free with g_free(). */
char *vmg_sys_date(void);
