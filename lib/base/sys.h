/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where all parts of the guard touch the system: files and the clock. Tests replace these
 * with the linker's --wrap. */
#pragma once

#include <glib.h>
#include <sys/types.h>

#define VMG_SYS_NEW ".new" /* how the hidden file ends that is written beside */

/* errno as an error about PATH, "PATH: WHAT: reason"; its code is GLib's of that errno. */
void vmg_sys_set_error(GError **error, const char *what, const char *path);

/* The whole of the regular file PATH, NUL-terminated, at most MAX bytes; *LEN
 * may be NULL. Never blocks on a FIFO or a device. A missing file is
 * G_FILE_ERROR_NOENT. Free with g_free(). */
char *vmg_sys_read_file(const char *path, gsize max, gsize *len, GError **error);

/* As vmg_sys_read_file(), but a file that is missing is no error: NULL, and ERROR is not set. */
char *vmg_sys_read_if_there(const char *path, gsize max, gsize *len, GError **error);

/* The whole of what an administrator names on the command line, NUL-terminated, at most MAX
 * bytes: a file, a pipe, or standard input if PATH is "-". Waits for a writer as long as
 * cat(1) does, so only the command line may use this function, never a hook or the agent.
 * Free with g_free(). */
char *vmg_sys_read_input(const char *path, gsize max, gsize *len, GError **error);
/* What messages call that input: PATH, or "standard input". It lives as long as PATH. */
const char *vmg_sys_input_name(const char *path);

/* As vmg_sys_read_file(), of a file that is root's (or this process's own user's) and of no
 * use to anybody else; that it is another's is an error. */
char *vmg_sys_read_secret(const char *path, gsize max, gsize *len, GError **error);

/* As vmg_sys_read_if_there(), of a file that root (or this process's own user) owns and others
 * can't write. */
char *vmg_sys_read_trusted(const char *path, gsize max, gsize *len, GError **error);

/* The names in DIRECTORY that end in SUFFIX and are not hidden, sorted; none
 * where there is no such directory. */
GPtrArray *vmg_sys_list(const char *directory, const char *suffix, GError **error);

/* Replaces PATH as a whole: written beside, synced, renamed. Where only the last sync
 * fails the new file may be there all the same. */
gboolean vmg_sys_write_file(const char *path, const char *data, gsize len, mode_t mode,
                            GError **error);

/* Whether PATH was last written more than five minutes ago: whoever wrote it is gone. */
gboolean vmg_sys_is_left(const char *path);
/* Removes from DIRECTORY what vmg_sys_write_file() left where it was killed more than
 * five minutes ago. */
void vmg_sys_clean(const char *directory);

/* Locks the file PATH, made if need be, for this process alone; waits WAIT_MS
 * milliseconds at the most. -1 and an error, else a file to close. */
int vmg_sys_lock(const char *path, guint wait_ms, GError **error);

/* Milliseconds since boot, suspend included: a clock that nobody sets. */
gint64 vmg_sys_boottime_ms(void);
/* The date and time in UTC, "2026-01-31T13:00:00Z". Free with g_free(). */
char *vmg_sys_date(void);
