/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/mounts.h"

#include "match/disks.h"

#include <stdlib.h>
#include <string.h>

#define BY_UUID "/dev/disk/by-uuid"

VmgMount *
vmg_mount_new(const char *path, const char *kind, const char *source)
{
    VmgMount *mount = g_new0(VmgMount, 1);

    mount->path = g_strdup(path);
    mount->kind = g_strdup(kind);
    mount->source = g_strdup(source);
    return mount;
}

void
vmg_mount_free(VmgMount *mount)
{
    g_free(mount->path);
    g_free(mount->kind);
    g_free(mount->source);
    g_free(mount->server);
    g_free(mount);
}

static GPtrArray *
mounts_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)vmg_mount_free);
}

static gboolean
is_network_type(const char *type)
{
    static const char *const types[] = {"nfs",           "nfs4",
                                        "cifs",          "smb3",
                                        "smbfs",         "ceph",
                                        "fuse.ceph",     "fuse.ceph-fuse",
                                        "glusterfs",     "fuse.glusterfs",
                                        "lustre",        "beegfs",
                                        "gpfs",          "afs",
                                        "fuse.mfs",      "fuse.moosefs",
                                        "fuse.juicefs",  "fuse.lizardfs",
                                        "fuse.quobyte",  "orangefs",
                                        "pvfs2",         "vstorage",
                                        "fuse.vstorage", NULL};

    return g_strv_contains(types, type);
}

/* Whether the type can't have images of disks: filesystems of the kernel, of containers and of
 * packages. An autofs mounts its filesystem when somebody looks at it. */
static gboolean
is_pseudo_type(const char *type)
{
    static const char *const types[] = {
        "autofs",     "binfmt_misc", "bpf",       "cgroup",   "cgroup2",   "configfs",
        "debugfs",    "devpts",      "efivarfs",  "fusectl",  "hugetlbfs", "mqueue",
        "nfsd",       "nsfs",        "overlay",   "squashfs", "proc",      "pstore",
        "rpc_pipefs", "securityfs",  "selinuxfs", "sysfs",    "tracefs",   NULL};

    return g_strv_contains(types, type);
}

/* Whether the mount is a FUSE mount of a user other than root. Any user can mount with FUSE, so
 * such mounts are not listed. */
static gboolean
is_users(const char *type, const char *options)
{
    g_auto(GStrv) words = g_strsplit(options ? options : "", ",", -1);

    return g_str_has_prefix(type, "fuse") &&
           !g_strv_contains((const char *const *)words, "user_id=0");
}

/* Whether the mount is a cluster filesystem: a filesystem on a block device to which several hosts
 * write. */
static gboolean
is_cluster_type(const char *type)
{
    return strcmp(type, "gfs2") == 0 || strcmp(type, "ocfs2") == 0;
}

char *
vmg_mounts_name_device(const char *device, const char *directory)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    char *real = realpath(device, NULL), *name = NULL;
    const char *uuid;

    while (dir && real && !name && (uuid = g_dir_read_name(dir))) {
        g_autofree char *link = g_build_filename(directory, uuid, NULL);
        char *target = realpath(link, NULL);

        if (g_strcmp0(target, real) == 0)
            name = g_strdup_printf("uuid %s", uuid);
        free(target);
    }
    free(real);
    return name ? name : g_strdup(device);
}

/* The source of a mount. ROOT is the part of the filesystem that is mounted: a bind mount shows
 * only a part. */
static char *
name_source(const char *type, const char *source, const char *root)
{
    g_autofree char *name =
        is_cluster_type(type) ? vmg_mounts_name_device(source, BY_UUID) : g_strdup(source);
    gsize len = strlen(name);

    while (len > 1 && name[len - 1] == '/' && name[len - 2] != ':')
        name[--len] = '\0';
    return strcmp(root, "/") == 0
               ? g_steal_pointer(&name)
               : g_strconcat(name, g_str_has_suffix(name, "/") ? root + 1 : root, NULL);
}

/* The address of the server. NFS and CIFS mounts have it in their options, Ceph has its
 * monitors' addresses. */
static char *
server_of(const char *source, const char *options)
{
    g_auto(GStrv) words = g_strsplit(options ? options : "", ",", -1);

    for (char **word = words; *word; word++)
        if (g_str_has_prefix(*word, "addr="))
            return g_strdup(*word + strlen("addr="));
    return g_strndup(source, strcspn(source, ":,"));
}

static gboolean
is_local(const VmgMount *mount)
{
    return strcmp(mount->kind, VMG_DOMAIN_LOCAL) == 0;
}

/* Removes from MOUNTS the mounts that a new mount at PATH hides. */
static void
forget_path(GPtrArray *mounts, const char *path)
{
    for (guint i = mounts->len; i-- > 0;) {
        const VmgMount *mount = g_ptr_array_index(mounts, i);

        if (strcmp(mount->path, path) == 0 ||
            (is_local(mount) && vmg_disks_path_is_under(mount->path, path)))
            g_ptr_array_remove_index(mounts, i);
    }
}

/* Whether the local filesystem at PATH is mounted below a shared filesystem: disks on it are local,
 * although the path looks shared. Other local filesystems are not listed. A filesystem that is
 * mounted later, on a directory above PATH, hides the local filesystem. */
static gboolean
is_hole(const GPtrArray *mounts, const char *path)
{
    const VmgMount *nearest = NULL;

    for (guint i = 0; i < mounts->len; i++) {
        const VmgMount *other = g_ptr_array_index(mounts, i);

        if (vmg_disks_path_is_under(path, other->path) &&
            (!nearest || strlen(other->path) > strlen(nearest->path)))
            nearest = other;
    }
    return nearest && !is_local(nearest);
}

static gboolean
is_shared_type(const char *type)
{
    return is_network_type(type) || is_cluster_type(type);
}

/* Whether SOURCE is the same for different filesystems: it is a name that this type of filesystem
 * always has, or a MooseFS server without the directory. Such a mount is a storage domain only if
 * guard.conf declares it. */
static gboolean
says_nothing(const char *type, const char *source)
{
    static const char *const names[] = {"ceph-fuse", "beegfs_nodev", "none", NULL};
    static const char *const without_path[] = {"fuse.mfs", "fuse.moosefs", "fuse.lizardfs", NULL};

    return g_strv_contains(names, source) ||
           (g_strv_contains(without_path, type) && !strchr(source, '/'));
}

/* Reads a line of /proc/self/mountinfo, proc(5): "ID PARENT MAJOR:MINOR ROOT PATH OPTIONS
 * [TAG]... - TYPE SOURCE OPTIONS". */
static void
add_line(GPtrArray *mounts, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    guint count = g_strv_length(words), dash = 6;
    g_autofree char *root = NULL, *path = NULL, *source = NULL, *name = NULL;
    VmgMount *mount;

    while (dash < count && strcmp(words[dash], "-") != 0)
        dash++;
    if (dash + 2 >= count)
        return;
    path = g_strcompress(words[4]);
    forget_path(mounts, path);
    /* The root filesystem belongs to this host, also if it comes from a server. */
    if (strcmp(path, "/") == 0 || is_pseudo_type(words[dash + 1]) ||
        is_users(words[dash + 1], words[dash + 3]))
        return;
    if (!is_shared_type(words[dash + 1]) || says_nothing(words[dash + 1], words[dash + 2])) {
        if (is_hole(mounts, path))
            g_ptr_array_add(mounts, vmg_mount_new(path, VMG_DOMAIN_LOCAL, path));
        return;
    }
    root = g_strcompress(words[3]);
    source = g_strcompress(words[dash + 2]);
    name = name_source(words[dash + 1], source, root);
    mount = vmg_mount_new(path, words[dash + 1], name);
    mount->server = server_of(source, words[dash + 3]);
    g_ptr_array_add(mounts, mount);
}

GPtrArray *
vmg_mounts_parse(const char *mountinfo)
{
    GPtrArray *mounts = mounts_new();
    g_auto(GStrv) lines = g_strsplit(mountinfo, "\n", -1);

    for (char **line = lines; *line; line++)
        add_line(mounts, *line);
    return mounts;
}

static void
add_pool(GPtrArray *domains, const char *pool)
{
    g_autoptr(GDir) dir = g_dir_open(pool, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(pool, name, NULL);
        g_autofree char *target = g_file_read_link(path, NULL);

        /* The link is read and not followed, because its target may hang. */
        if (target && g_uuid_string_is_valid(name))
            g_ptr_array_add(domains, vmg_mount_new(target, "vdsm", name));
    }
}

GPtrArray *
vmg_mounts_vdsm(const char *directory)
{
    GPtrArray *domains = mounts_new();
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *pool = g_build_filename(directory, name, NULL);

        if (g_uuid_string_is_valid(name))
            add_pool(domains, pool);
    }
    return domains;
}
