/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/storage.h"

#include "agent/storage/mounts.h"
#include "agent/virt/pool.h"
#include "match/disks.h"

#include <string.h>

typedef struct {
    VmgHost *host;
    const VmgStorageSources *sources;
    const VmgConfig *config;
    GPtrArray *domains; /* struct vmg_domain * in the host's arena */
} Discovery;

static const char *
keep(const Discovery *discovery, const char *text)
{
    return vmg_arena_strdup(discovery->host->arena, text);
}

static char *
group_of(const char *name)
{
    return g_strconcat("storage-domain ", name, NULL);
}

static const char *
declared(const Discovery *discovery, const char *name, const char *key)
{
    g_autofree char *group = group_of(name);

    return vmg_config_get(discovery->config, group, key);
}

static struct vmg_domain *
find_path(const Discovery *discovery, const char *path)
{
    for (guint i = 0; path && i < discovery->domains->len; i++) {
        struct vmg_domain *domain = g_ptr_array_index(discovery->domains, i);

        if (g_strcmp0(domain->path, path) == 0)
            return domain;
    }
    return NULL;
}

/* Adds a storage domain; returns NULL if nothing was added. A domain without a path can't be
 * probed, so it counts as up: it is a pool that libvirt lists as active, or a network disk's
 * source that guard.conf declares. */
static struct vmg_domain *
add_domain(const Discovery *discovery, const char *name, const char *kind, const char *source,
           const char *path)
{
    const char *state = path ? discovery->sources->state(discovery->sources->data, path) : "up";
    struct vmg_domain *domain;

    if (!state)
        return NULL;
    domain = vmg_arena_new0(discovery->host->arena, struct vmg_domain);
    domain->struct_size = sizeof(*domain);
    domain->name = keep(discovery, name);
    domain->kind = keep(discovery, kind);
    domain->source = keep(discovery, source);
    domain->path = keep(discovery, path);
    domain->state = state;
    g_ptr_array_add(discovery->domains, domain);
    return domain;
}

/* Adds the domain of a group [storage-domain NAME] that has a path, or only a source (for
 * network disks). */
static void
add_declared(const Discovery *discovery)
{
    g_auto(GStrv) names = vmg_config_named_groups(discovery->config, "storage-domain");

    for (char **name = names; *name; name++) {
        const char *path = declared(discovery, *name, "path"),
                   *source = declared(discovery, *name, "source");

        if (path || source)
            add_domain(discovery, *name, "declared", source ? source : *name, path);
    }
}

/* Whether the mount is one of VDSM's. These mounts contain VDSM's domains, which have names of
 * their own. */
static gboolean
holds_vdsm(const Discovery *discovery, const VmgMount *mount)
{
    for (guint i = 0; i < discovery->sources->vdsm->len; i++) {
        const VmgMount *domain = g_ptr_array_index(discovery->sources->vdsm, i);

        if (vmg_disks_path_is_under(domain->path, mount->path))
            return TRUE;
    }
    return FALSE;
}

static void
add_mounts(const Discovery *discovery, const GPtrArray *mounts)
{
    for (guint i = 0; i < mounts->len; i++) {
        const VmgMount *mount = g_ptr_array_index(mounts, i);
        gboolean vdsm = strcmp(mount->kind, "vdsm") == 0;

        if (!find_path(discovery, mount->path) && (vdsm || !holds_vdsm(discovery, mount)))
            add_domain(discovery, vdsm ? mount->source : mount->path, mount->kind, mount->source,
                       mount->path);
    }
}

static gboolean
has_own_path(const VmgLibvirtPool *pool)
{
    return strcmp(pool->kind, "netfs") == 0;
}

/* The storage domain that the file PATH is on; NULL if the path is local. */
static const struct vmg_domain *
find_holding(const Discovery *discovery, const char *path)
{
    const struct vmg_domain *best = NULL;

    for (guint i = 0; i < discovery->domains->len; i++) {
        const struct vmg_domain *domain = g_ptr_array_index(discovery->domains, i);

        if (vmg_disks_path_is_under(path, domain->path) &&
            (!best || strlen(domain->path) > strlen(best->path)))
            best = domain;
    }
    return best && strcmp(best->kind, VMG_DOMAIN_LOCAL) != 0 ? best : NULL;
}

/* Adds a pool that is a directory on a storage domain. The pools of two hosts are the same if they
 * are the same directory of the same domain. The pool gets no path, because images with a path are
 * judged by their domain. */
static void
add_directory(const Discovery *discovery, const VmgLibvirtPool *pool)
{
    const struct vmg_domain *on = pool->path ? find_holding(discovery, pool->path) : NULL;
    g_autofree char *source = NULL;
    struct vmg_domain *domain;

    if (!on)
        return;
    source = g_strdup_printf("%s, /%s", on->source,
                             pool->path + strlen(on->path) + (pool->path[strlen(on->path)] == '/'));
    domain = add_domain(discovery, pool->name, pool->kind, source, NULL);
    domain->state = on->state;
    domain->pool = keep(discovery, pool->name);
    domain->flags |= VMG_DOMAIN_OPTIONAL;
}

/* Adds a pool that is not a directory. If the pool's filesystem is mounted, the pool and the domain
 * of this mount are one domain. If the filesystem is not mounted, the pool is added as missing. A
 * pool without a path of its own is up, because libvirt lists the pool as active. */
static void
add_pool(const Discovery *discovery, const VmgLibvirtPool *pool)
{
    struct vmg_domain *domain = has_own_path(pool) ? find_path(discovery, pool->path) : NULL;

    if (!domain) {
        domain = add_domain(discovery, pool->name, pool->kind, pool->source, NULL);
        domain->path = keep(discovery, pool->path);
        domain->state = has_own_path(pool) ? "missing" : "up";
    }
    domain->pool = keep(discovery, pool->name);
    if (strcmp(domain->kind, "declared") != 0)
        domain->name = domain->pool;
}

static void
add_pools(const Discovery *discovery)
{
    for (guint i = 0; discovery->sources->pools && i < discovery->sources->pools->len; i++) {
        const VmgLibvirtPool *pool = g_ptr_array_index(discovery->sources->pools, i);

        if (strcmp(pool->kind, VMG_POOL_DIRECTORY) == 0)
            add_directory(discovery, pool);
        else
            add_pool(discovery, pool);
    }
}

static gint
compare(gconstpointer a, gconstpointer b)
{
    const struct vmg_domain *one = *(const struct vmg_domain *const *)a;
    const struct vmg_domain *two = *(const struct vmg_domain *const *)b;
    int by_source = strcmp(one->source, two->source);

    return by_source ? by_source : g_strcmp0(one->path, two->path);
}

static gboolean
is_optional(const Discovery *discovery, const char *name)
{
    g_autofree char *group = group_of(name);

    return vmg_config_is(discovery->config, group, "required", "no");
}

/* Sets the flags of a storage domain. The domain is optional if a group [storage-domain NAME] says
 * so, in which NAME is the domain's name or its source. A local filesystem is always optional. */
static void
set_flags(const Discovery *discovery, struct vmg_domain *domain)
{
    if (strcmp(domain->kind, VMG_DOMAIN_LOCAL) == 0 || is_optional(discovery, domain->name) ||
        is_optional(discovery, domain->source))
        domain->flags |= VMG_DOMAIN_OPTIONAL;
}

void
vmg_storage_discover(VmgHost *host, const VmgStorageSources *sources, const VmgConfig *config)
{
    g_autoptr(GPtrArray) domains = g_ptr_array_new();
    const Discovery discovery = {host, sources, config, domains};

    add_declared(&discovery);
    add_mounts(&discovery, sources->vdsm);
    add_mounts(&discovery, sources->mounts);
    add_pools(&discovery);
    g_ptr_array_sort(domains, compare);
    for (guint i = 0; i < domains->len; i++)
        set_flags(&discovery, g_ptr_array_index(domains, i));
    host->view.domains = vmg_arena_pointers(host->arena, domains);
    host->view.domain_count = domains->len;
    host->view.flags |= VMG_HOST_KNOWS_STORAGE;
}

static void
add_paths(GPtrArray *paths, const GPtrArray *mounts)
{
    for (guint i = 0; i < mounts->len; i++)
        g_ptr_array_add(paths, g_strdup(((const VmgMount *)mounts->pdata[i])->path));
}

GPtrArray *
vmg_storage_paths(const VmgStorageSources *sources, const VmgConfig *config)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) names = vmg_config_named_groups(config, "storage-domain");

    for (char **name = names; *name; name++) {
        g_autofree char *group = group_of(*name);
        const char *path = vmg_config_get(config, group, "path");

        if (path)
            g_ptr_array_add(paths, g_strdup(path));
    }
    add_paths(paths, sources->vdsm);
    add_paths(paths, sources->mounts);
    return paths;
}
