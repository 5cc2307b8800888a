/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record/queue.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAIT_MS = 50 };

static gboolean
fail(GError **error, const char *path, const char *why)
{
    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "%s: %s", path, why);
    return FALSE;
}

static int
lock(const char *path, GError **error)
{
    g_autofree char *name = g_strconcat(path, ".lock", NULL);

    return vmg_sys_lock(name, WAIT_MS, error);
}

/* Writes TEXT with one call of write(2). If the disk is full, only the beginning of TEXT may be
 * written. The next text begins with a line feed, so it does not mix with this part. */
static gboolean
put(int fd, const char *path, const char *text, GError **error)
{
    struct stat st;
    gsize len = strlen(text);
    gssize got;

    if (fstat(fd, &st) < 0)
        return fail(error, path, strerror(errno));
    if (!S_ISREG(st.st_mode) || st.st_size + (off_t)len > VMG_QUEUE_MAX)
        return fail(error, path, _("full: the agent does not take it away"));
    got = write(fd, text, len);
    if (got == (gssize)len)
        return TRUE;
    return fail(error, path, got < 0 ? strerror(errno) : _("no space"));
}

gboolean
vmg_queue_append(const char *path, const char *text, GError **error)
{
    int locked = lock(path, error), fd;
    gboolean good;

    if (locked < 0)
        return FALSE;
    fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    good = fd >= 0 ? put(fd, path, text, error) : fail(error, path, strerror(errno));
    if (fd >= 0)
        close(fd);
    close(locked);
    return good;
}

gboolean
vmg_queue_take(const char *path, const char *taken, GError **error)
{
    int locked = lock(path, error);
    gboolean good;

    if (locked < 0)
        return FALSE;
    good = rename(path, taken) == 0;
    if (!good && errno != ENOENT)
        fail(error, path, strerror(errno));
    close(locked);
    return good;
}
