/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Uses inotify(7) directly. GFileMonitor starts threads, and it looks again and again at a
 * directory that is missing. */
#include "agent/base/file-watch.h"

#include "base/error.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

struct VmgFileWatch {
    char *directory;
    char *name; /* the name of the file; NULL = any file in the directory */
    int fd;
    int directory_watch; /* inotify's number of the watch; -1 = the directory is not watched */
    uint32_t events;     /* the events of inotify(7) to be told about */
    guint readable;
    void (*changed)(gpointer data);
    gpointer data;
};

/* Whether the event means that the watched file may have changed. */
static gboolean
take_event(VmgFileWatch *watch, const struct inotify_event *event)
{
    if (event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF)) {
        watch->directory_watch = -1;
        return TRUE;
    }
    return (event->mask & IN_Q_OVERFLOW) ||
           (event->len > 0 && (!watch->name || strcmp(event->name, watch->name) == 0));
}

static gboolean
on_readable(gint fd, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
    union {
        struct inotify_event event;
        char bytes[4096];
    } buffer;
    VmgFileWatch *watch = data;
    gboolean ours = FALSE;
    gssize got;

    while ((got = read(fd, &buffer, sizeof(buffer))) > 0)
        for (const char *at = buffer.bytes; at < buffer.bytes + got;) {
            const struct inotify_event *event = (const void *)at;

            ours |= take_event(watch, event);
            at += sizeof(*event) + event->len;
        }
    if (ours)
        watch->changed(watch->data);
    return G_SOURCE_CONTINUE;
}

static gboolean
fail(const char *path, GError **error)
{
    int saved = errno;

    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "%s: can't watch it: %s", path,
                g_strerror(saved));
    return FALSE;
}

gboolean
vmg_file_watch_renew(VmgFileWatch *watch, GError **error)
{
    if (watch->directory_watch >= 0)
        return TRUE;
    if (watch->name && g_mkdir_with_parents(watch->directory, 0755) < 0)
        return fail(watch->directory, error);
    watch->directory_watch = inotify_add_watch(
        watch->fd, watch->directory, watch->events | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
    return watch->directory_watch >= 0 || (!watch->name && errno == ENOENT) ||
           fail(watch->directory, error);
}

/* Makes a watch. Takes NAME over. */
static VmgFileWatch *
watch_new(const char *directory, char *name, void (*changed)(gpointer data), gpointer data,
          GError **error)
{
    g_autoptr(VmgFileWatch) watch = g_new0(VmgFileWatch, 1);

    watch->directory = g_strdup(directory);
    watch->name = name;
    watch->directory_watch = -1;
    watch->events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;
    watch->changed = changed;
    watch->data = data;
    watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch->fd < 0) {
        fail(watch->directory, error);
        return NULL;
    }
    watch->readable = g_unix_fd_add(watch->fd, G_IO_IN, on_readable, watch);
    return g_steal_pointer(&watch);
}

VmgFileWatch *
vmg_file_watch_new(const char *path, void (*changed)(gpointer data), gpointer data, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(path);

    return watch_new(directory, g_path_get_basename(path), changed, data, error);
}

VmgFileWatch *
vmg_file_watch_new_directory(const char *directory, void (*changed)(gpointer data), gpointer data,
                             GError **error)
{
    return watch_new(directory, NULL, changed, data, error);
}

VmgFileWatch *
vmg_file_watch_new_links(const char *directory, void (*changed)(gpointer data), gpointer data,
                         GError **error)
{
    VmgFileWatch *watch = watch_new(directory, NULL, changed, data, error);

    if (watch)
        watch->events |= IN_CREATE;
    return watch;
}

VmgFileWatch *
vmg_file_watch_new_removals(const char *directory, void (*changed)(gpointer data), gpointer data,
                            GError **error)
{
    VmgFileWatch *watch = watch_new(directory, NULL, changed, data, error);

    if (watch)
        watch->events = IN_DELETE;
    return watch;
}

void
vmg_file_watch_free(VmgFileWatch *watch)
{
    if (!watch)
        return;
    g_clear_handle_id(&watch->readable, g_source_remove);
    if (watch->fd >= 0)
        close(watch->fd);
    g_free(watch->directory);
    g_free(watch->name);
    g_free(watch);
}
