/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/vdsm.h"

#include "agent/base/file-watch.h"

struct VmgVdsmWatch {
    char *directory;
    VmgFileWatch *center; /* NULL if the directory is not watched */
    GHashTable *pools;    /* path of a data center -> VmgFileWatch * */
    void (*changed)(gpointer data);
    gpointer data;
};

VmgVdsmWatch *
vmg_vdsm_watch_new(const char *directory, void (*changed)(gpointer data), gpointer data)
{
    VmgVdsmWatch *watch = g_new0(VmgVdsmWatch, 1);

    watch->directory = g_strdup(directory);
    watch->changed = changed;
    watch->data = data;
    watch->pools =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)vmg_file_watch_free);
    return watch;
}

void
vmg_vdsm_watch_free(VmgVdsmWatch *watch)
{
    if (!watch)
        return;
    vmg_file_watch_free(watch->center);
    g_hash_table_unref(watch->pools);
    g_free(watch->directory);
    g_free(watch);
}

static gboolean
is_gone(gpointer path, gpointer value G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
    return !g_file_test(path, G_FILE_TEST_IS_DIR);
}

static void
watch_pool(VmgVdsmWatch *watch, const char *name)
{
    g_autofree char *path = g_build_filename(watch->directory, name, NULL);
    VmgFileWatch *pool;

    if (!g_uuid_string_is_valid(name) || g_hash_table_contains(watch->pools, path))
        return;
    pool = vmg_file_watch_new_links(path, watch->changed, watch->data, NULL);
    if (pool)
        g_hash_table_insert(watch->pools, g_steal_pointer(&path), pool);
}

static void
renew_pool(gpointer path G_GNUC_UNUSED, gpointer pool, gpointer data G_GNUC_UNUSED)
{
    vmg_file_watch_renew(pool, NULL);
}

void
vmg_vdsm_watch_renew(VmgVdsmWatch *watch)
{
    g_autoptr(GDir) dir = g_dir_open(watch->directory, 0, NULL);
    const char *name;

    g_hash_table_foreach_remove(watch->pools, is_gone, NULL);
    while (dir && (name = g_dir_read_name(dir)))
        watch_pool(watch, name);
    g_hash_table_foreach(watch->pools, renew_pool, NULL);
    if (dir && !watch->center)
        watch->center =
            vmg_file_watch_new_links(watch->directory, watch->changed, watch->data, NULL);
    if (watch->center)
        vmg_file_watch_renew(watch->center, NULL);
}
