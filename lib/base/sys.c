/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/sys.h"

#include "base/error.h"
#include "base/lock.h"
#include "base/names.h"
#include "base/neutral.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void
vmg_sys_set_error(GError **error, const char *what, const char *path)
{
    int saved = errno;

    /* Uses strerror(), because g_strerror() loads tables of character sets, which takes time.
     * Many callers ask for files that are usually missing. */
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(saved), "%s: %s: %s", path, what,
                strerror(saved));
}

static gssize
read_some(int fd, char *buffer, gsize size)
{
    gssize got;

    do
        got = read(fd, buffer, size);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Reads to the end of the file. NULL and an error if there are more than MAX bytes. */
static char *
read_fd(int fd, const char *path, gsize max, gsize *len, GError **error)
{
    gsize size = 4096, used = 0;
    g_autofree char *data = g_malloc(size + 1);
    gssize got;

    while ((got = read_some(fd, data + used, size - used)) > 0) {
        used += (gsize)got;
        if (used > max) {
            g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s: larger than %zu bytes"), path,
                        max);
            return NULL;
        }
        if (used == size) {
            size *= 2;
            data = g_realloc(data, size + 1);
        }
    }
    if (got < 0) {
        vmg_sys_set_error(error, _("can't read it"), path);
        return NULL;
    }
    data[used] = '\0';
    if (len)
        *len = used;
    return g_steal_pointer(&data);
}

/* The permissions of the group and of others that must not be set: no permission is forbidden,
 * writing is forbidden, or every access is forbidden. */
enum { ANYBODYS = 0, TRUSTED = S_IWGRP | S_IWOTH, SECRET = S_IRWXG | S_IRWXO };

/* The reason why the file must not be used; NULL if the file is good. */
static const char *
what_exposes(const struct stat *st, mode_t forbidden)
{
    if (forbidden && st->st_uid != 0 && st->st_uid != geteuid())
        return _("not owned by root");
    if (st->st_mode & forbidden)
        return forbidden == SECRET ? _("open to users other than root")
                                   : _("writable by users other than root");
    return NULL;
}

static char *
read_regular(const char *path, gsize max, mode_t forbidden, gsize *len, GError **error)
{
    const char *exposed;
    struct stat st;
    char *data = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd < 0) {
        vmg_sys_set_error(error, _("can't open it"), path);
        return NULL;
    }
    if (fstat(fd, &st) < 0)
        vmg_sys_set_error(error, _("can't look at it"), path);
    else if (!S_ISREG(st.st_mode))
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s: not a regular file"), path);
    else if ((exposed = what_exposes(&st, forbidden)))
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s: %s (mode %04o)"), path, exposed,
                    (guint)(st.st_mode & 07777));
    else
        data = read_fd(fd, path, max, len, error);
    close(fd);
    return data;
}

char *
vmg_sys_read_file(const char *path, gsize max, gsize *len, GError **error)
{
    return read_regular(path, max, ANYBODYS, len, error);
}

/* Reads a file as read_regular() does, but a missing file is no error: then returns NULL without
 * an error. */
static char *
read_if_there(const char *path, gsize max, mode_t forbidden, gsize *len, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *data = read_regular(path, max, forbidden, len, &cause);

    if (cause && !g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_propagate_error(error, g_steal_pointer(&cause));
    return data;
}

char *
vmg_sys_read_if_there(const char *path, gsize max, gsize *len, GError **error)
{
    return read_if_there(path, max, ANYBODYS, len, error);
}

const char *
vmg_sys_input_name(const char *path)
{
    return strcmp(path, "-") == 0 ? _("standard input") : path;
}

/* For "-" this function duplicates the file descriptor of standard input, because opening
 * /dev/stdin would fail if standard input is a socket, or a file that only another user may
 * open. */
char *
vmg_sys_read_input(const char *path, gsize max, gsize *len, GError **error)
{
    const char *name = vmg_sys_input_name(path);
    char *data;
    int fd = name == path ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
                          : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);

    if (fd < 0) {
        vmg_sys_set_error(error, _("can't open it"), name);
        return NULL;
    }
    data = read_fd(fd, name, max, len, error);
    close(fd);
    return data;
}

char *
vmg_sys_read_secret(const char *path, gsize max, gsize *len, GError **error)
{
    return read_regular(path, max, SECRET, len, error);
}

char *
vmg_sys_read_trusted(const char *path, gsize max, gsize *len, GError **error)
{
    return read_if_there(path, max, TRUSTED, len, error);
}

GPtrArray *
vmg_sys_list(const char *directory, const char *suffix, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const struct dirent *entry;
    DIR *dir = opendir(directory);

    if (!dir && errno != ENOENT) {
        vmg_sys_set_error(error, _("can't open it"), directory);
        return NULL;
    }
    while (dir && (errno = 0, entry = readdir(dir)))
        if (entry->d_name[0] != '.' && g_str_has_suffix(entry->d_name, suffix))
            g_ptr_array_add(names, g_strdup(entry->d_name));
    /* If readdir() fails, return no names: callers would use an incomplete list as if it were
     * complete. */
    if (dir && errno) {
        vmg_sys_set_error(error, _("can't read it"), directory);
        closedir(dir);
        return NULL;
    }
    if (dir)
        closedir(dir);
    vmg_names_sort(names);
    return g_steal_pointer(&names);
}

static gboolean
write_all(int fd, const char *data, gsize len)
{
    while (len > 0) {
        gssize put = write(fd, data, len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return FALSE;
        data += put;
        len -= (gsize)put;
    }
    return TRUE;
}

/* Sets the permissions with fchmod(): the umask of this process could otherwise remove
 * permissions from a file that everybody must be able to read. */
static gboolean
fill_file(int fd, const char *data, gsize len, mode_t mode)
{
    gboolean good = write_all(fd, data, len) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    int saved = errno;

    if (close(fd) < 0 && good)
        return FALSE;
    errno = saved;
    return good;
}

/* Syncs the directory. Without this, a power cut could undo the renaming. */
static gboolean
sync_directory_of(const char *path)
{
    g_autofree char *directory = g_path_get_dirname(path);
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean good;

    if (fd < 0)
        return FALSE;
    good = fsync(fd) == 0;
    close(fd);
    return good;
}

/* The name of the new file. It begins with a dot, so that lists of the directory do not show the
 * file. */
static char *
beside(const char *path)
{
    g_autofree char *directory = g_path_get_dirname(path), *name = g_path_get_basename(path);

    return g_strdup_printf("%s/.%s.%d" VMG_SYS_NEW, directory, name, (int)getpid());
}

gboolean
vmg_sys_write_file(const char *path, const char *data, gsize len, mode_t mode, GError **error)
{
    g_autofree char *new = beside(path);
    int fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0) {
        vmg_sys_set_error(error, _("can't write it"), path);
        return FALSE;
    }
    if (!fill_file(fd, data, len, mode) || rename(new, path) < 0) {
        vmg_sys_set_error(error, _("can't write it"), path);
        unlink(new);
        return FALSE;
    }
    if (!sync_directory_of(path)) {
        vmg_sys_set_error(error, _("can't sync it"), path);
        return FALSE;
    }
    return TRUE;
}

static gboolean
is_left(const char *path, time_t now)
{
    enum { LEFT_SECONDS = 300 };
    struct stat st;

    return lstat(path, &st) == 0 && now - st.st_mtime > LEFT_SECONDS;
}

gboolean
vmg_sys_is_left(const char *path)
{
    return is_left(path, time(NULL));
}

/* Removes unfinished files of processes that were killed. A file that was written a moment ago may
 * belong to a process that still writes it. */
void
vmg_sys_clean(const char *directory, time_t now)
{
    const struct dirent *entry;
    DIR *dir = opendir(directory);

    while (dir && (entry = readdir(dir))) {
        g_autofree char *path = g_build_filename(directory, entry->d_name, NULL);

        if (entry->d_name[0] == '.' && g_str_has_suffix(entry->d_name, VMG_SYS_NEW) &&
            is_left(path, now))
            unlink(path);
    }
    if (dir)
        closedir(dir);
}

int
vmg_sys_lock(const char *path, guint wait_ms, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd >= 0 && vmg_lock_fd(fd, wait_ms) == 0)
        return fd;
    vmg_sys_set_error(error, _("can't lock it"), path);
    if (fd >= 0)
        close(fd);
    return -1;
}

gint64
vmg_sys_boottime_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (gint64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

char *
vmg_sys_date(void)
{
    time_t now = time(NULL);
    struct tm utc;
    char text[sizeof("2026-01-31T13:00:00Z")] = "";

    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    return g_strdup(text);
}

gint64
vmg_sys_monotonic_seconds(void)
{
    return g_get_monotonic_time() / G_USEC_PER_SEC;
}
