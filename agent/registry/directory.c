/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* directory:/PATH: a directory that all hosts mount. The file PATH/CLUSTER/UUID.xml is a host's
 * entry, and the file UUID.guests in the same directory is what the host says about its guests. If
 * the entry changes, the file UUID.xml is replaced as a whole. Each time the host renews its entry,
 * the file server sets the file's modification time. To find out how old an entry is, the reader
 * writes a new file, and compares the modification times of the new file and of the entry. So only
 * the file server's clock is used, never the clock of a host. */
#include "agent/registry/backend.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/sys.h"
#include "base/xml.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENDING ".xml"
#define GUESTS ".guests"

typedef struct {
    char *share;      /* PATH */
    char *path;       /* PATH/CLUSTER */
    GMutex lock;      /* protects the members below */
    GHashTable *mine; /* UUID -> revision of the file that this process has written */
} Directory;

/* CLUSTER as one file name, even if the cluster is called ".." or "a/b". */
static char *
name_of(const char *cluster)
{
    g_autofree char *escaped = g_uri_escape_string(cluster, NULL, FALSE);

    return escaped[0] == '.' ? g_strconcat("%2E", escaped + 1, NULL) : g_steal_pointer(&escaped);
}

static gpointer
open_directory(const char *rest, const char *cluster,
               const VmgRegistryOptions *options G_GNUC_UNUSED, GError **error)
{
    g_autofree char *name = name_of(cluster);
    Directory *directory;

    if (!g_path_is_absolute(rest)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("[registry] uri = directory:%s: expected a path that begins with /"), rest);
        return NULL;
    }
    directory = g_new0(Directory, 1);
    directory->share = g_strdup(rest);
    directory->path = g_build_filename(rest, name, NULL);
    directory->mine = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_mutex_init(&directory->lock);
    return directory;
}

static void
close_directory(gpointer self)
{
    Directory *directory = self;

    g_hash_table_unref(directory->mine);
    g_mutex_clear(&directory->lock);
    g_free(directory->share);
    g_free(directory->path);
    g_free(directory);
}

static char *
path_of(const Directory *directory, const char *uuid)
{
    return g_strdup_printf("%s/%s" ENDING, directory->path, uuid);
}

static char *
guests_path_of(const Directory *directory, const char *uuid)
{
    return g_strdup_printf("%s/%s" GUESTS, directory->path, uuid);
}

/* Reads the times of the file PATH. The file is opened first, because only then an NFS client asks
 * its server for the times; otherwise stat(2) may answer from a cache that is a minute old. */
static gboolean
look_at(const char *path, struct stat *st)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    gboolean good;

    if (fd < 0)
        return FALSE;
    good = fstat(fd, st) == 0;
    close(fd);
    return good;
}

/* A text that changes whenever put() writes the entry, because put() makes a new file. The text
 * does not change when the entry is renewed. */
static char *
revision_of(const struct stat *st)
{
    return g_strdup_printf("%ju-%jd", (uintmax_t)st->st_ino, (intmax_t)st->st_size);
}

/* Remembers which file this process has written. If this is not possible, put() fails as well,
 * because vmg_registry_renew() would then say that another host has written the entry. */
static gboolean
remember(Directory *directory, const char *uuid, const char *path, GError **error)
{
    struct stat st;

    if (!look_at(path, &st)) {
        vmg_sys_set_error(error, _("can't look at it"), path);
        return FALSE;
    }
    g_mutex_lock(&directory->lock);
    g_hash_table_replace(directory->mine, g_strdup(uuid), revision_of(&st));
    g_mutex_unlock(&directory->lock);
    return TRUE;
}

static gboolean
is_mine(Directory *directory, const char *uuid, const struct stat *st)
{
    g_autofree char *revision = revision_of(st);
    gboolean same;

    g_mutex_lock(&directory->lock);
    same = g_strcmp0(g_hash_table_lookup(directory->mine, uuid), revision) == 0;
    g_mutex_unlock(&directory->lock);
    return same;
}

static gint64
modified_ms(const struct stat *st)
{
    return (gint64)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
}

/* The time on the file server, in milliseconds; 0 if this process can't write to the directory. */
static gint64
server_now_ms(const Directory *directory)
{
    g_autofree char *path = g_strdup_printf("%s/.now.XXXXXX" VMG_SYS_NEW, directory->path);
    int fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    gint64 now = 0;
    struct stat st;

    if (fd < 0)
        return 0;
    /* The file server sets the modification time when the server receives the data: fsync() makes
     * the client send the data now. */
    if (write(fd, ".", 1) == 1 && fsync(fd) == 0 && fstat(fd, &st) == 0)
        now = modified_ms(&st);
    close(fd);
    unlink(path);
    return now;
}

/* Removes unfinished files of agents that were killed while they wrote to the directory. Does
 * nothing after this process has written its first entry. */
static void
clean(Directory *directory)
{
    gint64 now;
    gboolean is_first;

    g_mutex_lock(&directory->lock);
    is_first = g_hash_table_size(directory->mine) == 0;
    g_mutex_unlock(&directory->lock);
    if (is_first && (now = server_now_ms(directory)) > 0)
        vmg_sys_clean(directory->path, (time_t)(now / 1000));
}

/* Does not create PATH itself: if PATH is missing, the share is not mounted, and a file that is
 * written there would be hidden from all other hosts. */
static gboolean
put(gpointer self, const char *uuid, const char *text, GError **error)
{
    Directory *directory = self;
    g_autofree char *path = path_of(directory, uuid);

    if (mkdir(directory->path, 0755) < 0 && errno != EEXIST) {
        vmg_sys_set_error(error, _("can't make it"), directory->path);
        return FALSE;
    }
    clean(directory);
    return vmg_sys_write_file(path, text, strlen(text), 0644, error) &&
           remember(directory, uuid, path, error);
}

static gboolean
renew(gpointer self, const char *uuid, GError **error)
{
    Directory *directory = self;
    g_autofree char *path = path_of(directory, uuid);
    struct stat st;

    if (!look_at(path, &st) || utimensat(AT_FDCWD, path, NULL, 0) < 0) {
        vmg_sys_set_error(error, _("can't renew it"), path);
        return FALSE;
    }
    if (is_mine(directory, uuid, &st))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_STALE, _("%s: another host writes it as well"), path);
    return FALSE;
}

/* Writes UUID.guests with mode 0600: libvirt's own files with the domain XML of guests have this
 * mode, too. */
static gboolean
put_guests(gpointer self, const char *uuid, const char *text, GError **error)
{
    g_autofree char *path = guests_path_of(self, uuid);

    return vmg_sys_write_file(path, text, strlen(text), 0600, error);
}

static char *
get_guests(gpointer self, const char *uuid, gsize *len, GError **error)
{
    g_autofree char *path = guests_path_of(self, uuid);

    return vmg_sys_read_file(path, VMG_XML_MAX, len, error);
}

static gboolean
remove_entry(gpointer self, const char *uuid, GError **error)
{
    g_autofree char *path = path_of(self, uuid), *guests = guests_path_of(self, uuid);

    unlink(guests); /* a failure does no harm: this file is not read if the host has no entry */
    if (unlink(path) == 0 || errno == ENOENT)
        return TRUE;
    vmg_sys_set_error(error, _("can't remove it"), path);
    return FALSE;
}

/* Whether errno, as look_at() has set it, means that there is no entry: the file was removed after
 * the directory was listed, the name is not that of a file, or this process is not allowed to read
 * it. After any other error the host's entry may exist. */
static gboolean
is_no_entry(void)
{
    static const int none[] = {ENOENT, ELOOP, ENXIO, EACCES, EPERM};

    for (gsize i = 0; i < G_N_ELEMENTS(none); i++)
        if (errno == none[i])
            return TRUE;
    return FALSE;
}

/* Reads one entry. NULL without an error if there is none. Its age_ms is the modification time of
 * the file at first; set_ages() turns it into the age. */
static VmgRegistryEntry *
read_entry(const Directory *directory, const char *name, GHashTable *seen, GError **error)
{
    g_autofree char *path = g_build_filename(directory->path, name, NULL);
    VmgRegistryEntry *entry;
    struct stat st;

    if (!look_at(path, &st)) {
        if (!is_no_entry())
            vmg_sys_set_error(error, _("can't look at it"), path);
        return NULL;
    }
    entry = g_new0(VmgRegistryEntry, 1);
    entry->uuid = g_strndup(name, strlen(name) - strlen(ENDING));
    entry->revision = revision_of(&st);
    entry->age_ms = modified_ms(&st);
    if (!seen || g_strcmp0(g_hash_table_lookup(seen, entry->uuid), entry->revision) != 0)
        entry->text = vmg_sys_read_file(path, VMG_XML_MAX, &entry->len, NULL);
    if (!entry->text && !seen)
        entry->text = g_strdup("");
    return entry;
}

/* Turns modification times into ages. The present time is the server's time, or the time of the
 * newest entry if that is later or the server's time is not known. */
static void
set_ages(const Directory *directory, const GPtrArray *entries)
{
    gint64 now = server_now_ms(directory);

    for (guint i = 0; i < entries->len; i++)
        now = MAX(now, ((const VmgRegistryEntry *)entries->pdata[i])->age_ms);
    for (guint i = 0; i < entries->len; i++) {
        VmgRegistryEntry *entry = entries->pdata[i];

        entry->age_ms = now - entry->age_ms;
    }
}

/* The names of the entries. If PATH is missing, the share is not mounted, so this is an error. If
 * only PATH/CLUSTER is missing, no host of the cluster has an entry yet. */
static GPtrArray *
list_names(const Directory *directory, GError **error)
{
    if (access(directory->share, F_OK) == 0)
        return vmg_sys_list(directory->path, ENDING, error);
    vmg_sys_set_error(error, _("can't read it"), directory->share);
    return NULL;
}

static GPtrArray *
list(gpointer self, GHashTable *seen, GError **error)
{
    const Directory *directory = self;
    g_autoptr(GPtrArray) names = list_names(directory, error);
    g_autoptr(GPtrArray) entries = NULL;
    g_autoptr(GError) cause = NULL;

    if (!names)
        return NULL;
    entries = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_registry_entry_free);
    for (guint i = 0; i < names->len && !cause; i++) {
        VmgRegistryEntry *entry = read_entry(directory, names->pdata[i], seen, &cause);

        if (entry)
            g_ptr_array_add(entries, entry);
    }
    if (cause) { /* a list without an entry that exists would look as if the host had gone */
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    set_ages(directory, entries);
    return g_steal_pointer(&entries);
}

const VmgRegistryBackend vmg_registry_directory = {
    .scheme = "directory:",
    .open = open_directory,
    .close = close_directory,
    .put = put,
    .renew = renew,
    .put_guests = put_guests,
    .get_guests = get_guests,
    .remove = remove_entry,
    .list = list,
};
