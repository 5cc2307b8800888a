/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/sight.h"

#include "agent/storage/devices.h"
#include "probe/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { SECTOR = 512 }; /* bytes: sysfs gives the size of every block device in this unit */

int
vmg_sight_open(int root, const char *path)
{
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};

    return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

/* The path of the open file FD after all links were followed; NULL if unknown. */
static char *
path_of(int fd)
{
    g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", fd);

    return g_file_read_link(link, NULL);
}

/* The path of the open file FD as libvirt's daemon sees it. ROOT is the daemon's root directory.
 * NULL if unknown. */
static char *
path_below(int root, int fd)
{
    g_autofree char *path = path_of(fd), *top = path_of(root);
    gsize len = top && strcmp(top, "/") != 0 ? strlen(top) : 0;

    if (!path || !top || strncmp(path, top, len) != 0 || path[len] != '/')
        return NULL;
    return g_strdup(path + len);
}

/* PATH after links in its beginning TOP were followed. Links in the rest of PATH are kept. */
static char *
without_links_above(int root, const char *path, const char *top)
{
    int fd = vmg_sight_open(root, top);
    g_autofree char *real = fd < 0 ? NULL : path_below(root, fd);

    if (fd >= 0)
        close(fd);
    return real ? g_strconcat(real, path + strlen(top), NULL) : g_strdup(path);
}

/* The path to which links in PATH lead. Links in its beginning TOP do not count; if TOP is NULL,
 * all links count. NULL if there are no such links. */
static char *
real_path(int root, int fd, const char *path, const char *top)
{
    g_autofree char *real = path_below(root, fd);
    g_autofree char *plain = top ? without_links_above(root, path, top) : g_strdup(path);

    if (!real || strcmp(real, plain) == 0 || !g_utf8_validate(real, -1, NULL) ||
        strpbrk(real, "\t\n"))
        return NULL;
    return g_steal_pointer(&real);
}

static char *
file_sight(int fd, const struct stat *st, const char *real)
{
    struct statfs fs;

    if (fstatfs(fd, &fs) < 0)
        return NULL;
    return g_strdup_printf("file %lx %ju %jd%s%s", (unsigned long)fs.f_type, (uintmax_t)st->st_ino,
                           (intmax_t)st->st_size, real ? " " : "", real ? real : "");
}

/* Reads a number from a file in the device's directory of sysfs. */
static gboolean
read_number(dev_t device, const char *name, guint64 *number)
{
    g_autofree char *path =
        g_strdup_printf("/sys/dev/block/%u:%u/%s", major(device), minor(device), name);
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return FALSE;
    *number = g_ascii_strtoull(text, NULL, 10);
    return TRUE;
}

static char *
device_sight(dev_t device)
{
    g_autofree char *identity = vmg_devices_identify("/sys", major(device), minor(device));

    guint64 sectors;

    if (!identity || !read_number(device, "size", &sectors))
        return NULL;
    return g_strdup_printf("block %s %" G_GUINT64_FORMAT, identity, sectors * SECTOR);
}

static char *
sight_of(int fd, const struct stat *st, const char *real)
{
    if (S_ISBLK(st->st_mode))
        return device_sight(st->st_rdev);
    return S_ISREG(st->st_mode) ? file_sight(fd, st, real) : NULL;
}

char *
vmg_sight_of(int root, const char *path, const char *top)
{
    int fd = vmg_sight_open(root, path);
    g_autofree char *real = NULL;
    char *sight = NULL;
    struct stat st;

    if (fd < 0)
        return NULL;
    real = real_path(root, fd, path, top);
    if (fstat(fd, &st) == 0)
        sight = sight_of(fd, &st, real);
    close(fd);
    return sight;
}

/* Whether a file has the same inode number on every host. This is so if the number comes from
 * the server, or if the filesystem is on a shared disk. Filesystems such as FUSE and SMB may
 * give each host other numbers. Local filesystems are in the list as well: then a local file is
 * recognised as another file than the one on the source. */
static gboolean
has_true_inodes(gulong magic)
{
    static const gulong magics[] = {
        NFS_SUPER_MAGIC,       EXT4_SUPER_MAGIC,      XFS_SUPER_MAGIC,
        BTRFS_SUPER_MAGIC,     TMPFS_MAGIC,           CEPH_SUPER_MAGIC,
        OCFS2_SUPER_MAGIC,     0x01161970 /* GFS2 */, 0x0bd00bd0 /* Lustre */,
        0x47504653 /* GPFS */,
    };

    for (gsize i = 0; i < G_N_ELEMENTS(magics); i++)
        if (magics[i] == magic)
            return TRUE;
    return FALSE;
}

static guint64
round_up(intmax_t size)
{
    guint64 power = 1;

    while (power < (guint64)size)
        power *= 2;
    return power;
}

/* The parts of the text "file MAGIC INODE SIZE [PATH]", see sight.h. */
typedef struct {
    guint64 magic, inode;
    gint64 size; /* bytes */
} Seen;

static gboolean
read_seen(const char *text, Seen *seen)
{
    g_auto(GStrv) words = g_strsplit(text, " ", 5);

    return g_strv_length(words) >= 4 && strcmp(words[0], "file") == 0 &&
           g_ascii_string_to_unsigned(words[1], 16, 0, G_MAXUINT64, &seen->magic, NULL) &&
           g_ascii_string_to_unsigned(words[2], 10, 0, G_MAXUINT64, &seen->inode, NULL) &&
           g_ascii_string_to_signed(words[3], 10, 0, G_MAXINT64, &seen->size, NULL);
}

static char
compare_files(char what, const char *here, const char *there)
{
    Seen one, two;

    if (!read_seen(here, &one) || !read_seen(there, &two))
        /* the source has a file and this host has a device, or the other way round */
        return VMG_PROBE_OTHER;
    if (what == VMG_PROBE_ROM)
        return round_up(one.size) == round_up(two.size) ? VMG_PROBE_THERE : VMG_PROBE_RESIZED;
    if (what == VMG_PROBE_COPY)
        return one.size == two.size ? VMG_PROBE_THERE : VMG_PROBE_RESIZED;
    return has_true_inodes(one.magic) && has_true_inodes(two.magic) && one.inode != two.inode
               ? VMG_PROBE_OTHER
               : VMG_PROBE_THERE;
}

static char
compare_devices(const char *here, const char *there)
{
    g_auto(GStrv) mine = g_strsplit(here, " ", 3), theirs = g_strsplit(there, " ", 3);
    gboolean equal;

    if (g_strv_length(mine) != 3 || g_strv_length(theirs) != 3)
        return VMG_PROBE_OTHER;
    equal = strcmp(mine[1], theirs[1]) == 0;
    if (!equal && vmg_devices_is_told(mine[1]) && vmg_devices_is_told(theirs[1]))
        return VMG_PROBE_OTHER;
    if (strcmp(mine[2], theirs[2]) != 0)
        return VMG_PROBE_RESIZED;
    return equal && vmg_devices_is_unique(mine[1]) ? VMG_PROBE_SAME : VMG_PROBE_THERE;
}

/* Compares HERE, the description of what this host sees at a path, with THERE, the description of
 * what the source saw at the same path. */
static char
compare(char what, const char *here, const char *there)
{
    if (g_str_has_prefix(here, "block ") && g_str_has_prefix(there, "block "))
        return compare_devices(here, there);
    return compare_files(what, here, there);
}

/* Returns STATE if QEMU can write to the image, VMG_PROBE_READ_ONLY if it can't, and
 * VMG_PROBE_UNKNOWN if this can't be found out. */
static char
unless_read_only(char state, int fd, const struct stat *st)
{
    struct statvfs vfs;
    guint64 read_only = 0;
    gboolean is_known;

    if (S_ISBLK(st->st_mode)) {
        is_known = read_number(st->st_rdev, "ro", &read_only);
    } else {
        is_known = fstatvfs(fd, &vfs) == 0;
        read_only = is_known && (vfs.f_flag & ST_RDONLY);
    }
    if (!is_known)
        return VMG_PROBE_UNKNOWN;
    if (read_only)
        return VMG_PROBE_READ_ONLY;
    return state;
}

static char
answer(int fd, char what, gboolean is_daemons, const char *there)
{
    g_autofree char *here = NULL;
    char state = VMG_PROBE_THERE;
    struct stat st;

    if (fstat(fd, &st) < 0)
        return VMG_PROBE_UNKNOWN;
    here = sight_of(fd, &st, NULL);
    if (here && *there)
        state = compare(what, here, there);
    else if (*there && S_ISREG(st.st_mode))
        state = VMG_PROBE_UNKNOWN; /* the filesystem did not say which file this is */
    if (is_daemons && what == VMG_PROBE_WRITABLE &&
        (state == VMG_PROBE_THERE || state == VMG_PROBE_SAME))
        return unless_read_only(state, fd, &st);
    return state;
}

char
vmg_sight_answer(int root, gboolean is_daemons, const char *question)
{
    const char *tab = strchr(question, '\t');
    g_autofree char *there = g_strndup(question + 1, (gsize)(tab - question - 1));
    int fd = vmg_sight_open(root, tab + 1);
    char state;

    /* If the server gives only QEMU's user access to the file, root can't open the file. That is
     * normal, so it is no reason for a warning. */
    if (fd < 0 && (errno == EACCES || errno == EPERM))
        return VMG_PROBE_THERE;
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? VMG_PROBE_MISSING : VMG_PROBE_UNKNOWN;
    state = answer(fd, question[0], is_daemons, there);
    close(fd);
    return state;
}
