/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/watch.h"

#include "agent/storage/mounts.h"
#include "agent/storage/networks.h"
#include "agent/storage/probes.h"
#include "agent/storage/storage.h"
#include "agent/storage/vdsm.h"
#include "agent/virt/pool.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define MOUNTINFO "/proc/self/mountinfo"
#define VDSM      "/rhev/data-center"

struct VmgStorageWatch {
    VmgSay *say;
    const VmgConfig *config;
    int mountinfo;
    guint mounts_changed; /* the source of the timer that runs after mounts have changed */
    GPtrArray *mounts;    /* VmgMount * */
    GPtrArray *vdsm;      /* VmgMount * */
    VmgVdsmWatch *domains;
    GPtrArray *pools; /* VmgLibvirtPool *; NULL = unknown */
    VmgProbes *probes;
    void (*changed)(gpointer data);
    gpointer data;
};

static const char *
state_of(gpointer data, const char *path)
{
    const VmgStorageWatch *watch = data;

    return vmg_probes_state(watch->probes, path);
}

static VmgStorageSources
sources_of(const VmgStorageWatch *watch)
{
    return (VmgStorageSources){watch->mounts, watch->vdsm, watch->pools, state_of, (gpointer)watch};
}

/* Reads /proc/self/mountinfo. Reading this file never blocks. */
static char *
read_mountinfo(const VmgStorageWatch *watch)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char buffer[16384];
    gssize got;

    if (lseek(watch->mountinfo, 0, SEEK_SET) < 0)
        return NULL;
    while ((got = read(watch->mountinfo, buffer, sizeof(buffer))) > 0 ||
           (got < 0 && errno == EINTR))
        if (got > 0)
            g_string_append_len(text, buffer, got);
    return got < 0 ? NULL : g_string_free(g_steal_pointer(&text), FALSE);
}

static void
read_mounts(VmgStorageWatch *watch)
{
    g_autofree char *text = read_mountinfo(watch);

    if (!text) {
        vmg_say_wrong(watch->say, "mounts", MOUNTINFO ": %s", g_strerror(errno));
        return;
    }
    vmg_say_right(watch->say, "mounts", MOUNTINFO ": good again");
    g_clear_pointer(&watch->mounts, g_ptr_array_unref);
    watch->mounts = vmg_mounts_parse(text);
}

void
vmg_storage_watch_renew(VmgStorageWatch *watch, const VmgConfig *config)
{
    VmgStorageSources sources;
    g_autoptr(GPtrArray) paths = NULL;

    watch->config = config;
    read_mounts(watch);
    vmg_vdsm_watch_renew(watch->domains);
    g_clear_pointer(&watch->vdsm, g_ptr_array_unref);
    watch->vdsm = vmg_mounts_vdsm(VDSM);
    sources = sources_of(watch);
    paths = vmg_storage_paths(&sources, config);
    vmg_probes_ask(watch->probes, paths);
}

void
vmg_storage_watch_set_pools(VmgStorageWatch *watch, GPtrArray *pools)
{
    g_clear_pointer(&watch->pools, g_ptr_array_unref);
    watch->pools = g_ptr_array_ref(pools);
}

static void
on_changed(gpointer data)
{
    VmgStorageWatch *watch = data;

    if (watch->config)
        vmg_storage_watch_renew(watch, watch->config);
    watch->changed(watch->data);
}

static gboolean
on_mounts_changed(gint fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
    on_changed(data);
    return G_SOURCE_CONTINUE;
}

static void
say_path(const VmgStorageWatch *watch, const char *path)
{
    const char *state = vmg_probes_state(watch->probes, path);
    g_autofree char *topic = g_strconcat("storage ", path, NULL);

    if (!state)
        return;
    if (strcmp(state, "up") == 0)
        vmg_say_right(watch->say, topic, "storage domain at %s answers again", path);
    else
        vmg_say_wrong(watch->say, topic, "storage domain at %s %s", path,
                      strcmp(state, "missing") == 0 ? "is not there" : "does not answer");
}

static void
on_state_changed(gpointer data)
{
    VmgStorageWatch *watch = data;
    VmgStorageSources sources = sources_of(watch);
    g_autoptr(GPtrArray) paths = vmg_storage_paths(&sources, watch->config);

    for (guint i = 0; i < paths->len; i++)
        say_path(watch, g_ptr_array_index(paths, i));
    watch->changed(watch->data);
}

gboolean
vmg_storage_watch_is_known(const VmgStorageWatch *watch)
{
    return watch->config && vmg_probes_are_known(watch->probes);
}

void
vmg_storage_watch_fill_in(const VmgStorageWatch *watch, VmgHost *host)
{
    const VmgStorageSources sources = sources_of(watch);

    vmg_storage_discover(host, &sources, watch->config);
    vmg_storage_networks_mark(host, watch->mounts);
}

VmgStorageWatch *
vmg_storage_watch_new(VmgSay *say, void (*changed)(gpointer data), gpointer data, GError **error)
{
    g_autoptr(VmgStorageWatch) watch = g_new0(VmgStorageWatch, 1);

    watch->say = say;
    watch->changed = changed;
    watch->data = data;
    watch->mounts = g_ptr_array_new();
    watch->vdsm = g_ptr_array_new();
    watch->domains = vmg_vdsm_watch_new(VDSM, on_changed, watch);
    watch->probes = vmg_probes_new(on_state_changed, watch);
    watch->mountinfo = open(MOUNTINFO, O_RDONLY | O_CLOEXEC);
    if (watch->mountinfo < 0) {
        int saved = errno;

        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, MOUNTINFO ": can't read it: %s",
                    g_strerror(saved));
        return NULL;
    }
    watch->mounts_changed =
        g_unix_fd_add(watch->mountinfo, G_IO_PRI | G_IO_ERR, on_mounts_changed, watch);
    return g_steal_pointer(&watch);
}

void
vmg_storage_watch_free(VmgStorageWatch *watch)
{
    if (!watch)
        return;
    g_clear_handle_id(&watch->mounts_changed, g_source_remove);
    if (watch->mountinfo >= 0)
        close(watch->mountinfo);
    vmg_vdsm_watch_free(watch->domains);
    vmg_probes_free(watch->probes);
    g_clear_pointer(&watch->mounts, g_ptr_array_unref);
    g_clear_pointer(&watch->vdsm, g_ptr_array_unref);
    g_clear_pointer(&watch->pools, g_ptr_array_unref);
    g_free(watch);
}
