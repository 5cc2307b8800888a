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
keep(const Discovery *its, const char *text)
{
    return vmg_arena_strdup(its->host->arena, text);
}

static char *
group_of(const char *name)
{
    return g_strconcat("storage-domain ", name, NULL);
}

static const char *
declared(const Discovery *its, const char *name, const char *key)
{
    g_autofree char *group = group_of(name);

    return vmg_config_get(its->config, group, key);
}

static struct vmg_domain *
find_path(const Discovery *its, const char *path)
{
    for (guint i = 0; path && i < its->domains->len; i++) {
        struct vmg_domain *domain = g_ptr_array_index(its->domains, i);

        if (g_strcmp0(domain->path, path) == 0)
            return domain;
    }
    return NULL;
}

/* What has no path is as good as libvirt says: up. NULL where nothing was added. */
static struct vmg_domain *
add_domain(const Discovery *its, const char *name, const char *kind, const char *source,
           const char *path)
{
    const char *state = path ? its->sources->state(its->sources->data, path) : "up";
    struct vmg_domain *domain;

    if (!state)
        return NULL;
    domain = vmg_arena_new0(its->host->arena, struct vmg_domain);
    domain->struct_size = sizeof(*domain);
    domain->name = keep(its, name);
    domain->kind = keep(its, kind);
    domain->source = keep(its, source);
    domain->path = keep(its, path);
    domain->state = state;
    g_ptr_array_add(its->domains, domain);
    return domain;
}

/* [storage-domain NAME] with a path, or with a source alone (a network disk's). */
static void
add_declared(const Discovery *its)
{
    g_auto(GStrv) names = vmg_config_named_groups(its->config, "storage-domain");

    for (char **name = names; *name; name++) {
        const char *path = declared(its, *name, "path"), *source = declared(its, *name, "source");

        if (path || source)
            add_domain(its, *name, "declared", source ? source : *name, path);
    }
}

/* VDSM's mounts hold its domains, which have a name of their own. */
static gboolean
holds_vdsm(const Discovery *its, const VmgMount *mount)
{
    for (guint i = 0; i < its->sources->vdsm->len; i++) {
        const VmgMount *domain = g_ptr_array_index(its->sources->vdsm, i);

        if (vmg_path_is_under(domain->path, mount->path))
            return TRUE;
    }
    return FALSE;
}

static void
add_mounts(const Discovery *its, const GPtrArray *mounts)
{
    for (guint i = 0; i < mounts->len; i++) {
        const VmgMount *mount = g_ptr_array_index(mounts, i);
        gboolean vdsm = strcmp(mount->kind, "vdsm") == 0;

        if (!find_path(its, mount->path) && (vdsm || !holds_vdsm(its, mount)))
            add_domain(its, vdsm ? mount->source : mount->path, mount->kind, mount->source,
                       mount->path);
    }
}

static gboolean
has_own_path(const VmgLibvirtPool *pool)
{
    return strcmp(pool->kind, "netfs") == 0;
}

/* A pool of a network filesystem is its mount, and is missing without one. */
static void
add_pool(const Discovery *its, const VmgLibvirtPool *pool)
{
    struct vmg_domain *domain = has_own_path(pool) ? find_path(its, pool->path) : NULL;

    if (!domain) {
        domain = add_domain(its, pool->name, pool->kind, pool->source, NULL);
        domain->path = keep(its, pool->path);
        domain->state = has_own_path(pool) ? "missing" : "up";
    }
    domain->pool = keep(its, pool->name);
    if (strcmp(domain->kind, "declared") != 0)
        domain->name = domain->pool;
}

static void
add_pools(const Discovery *its)
{
    for (guint i = 0; its->sources->pools && i < its->sources->pools->len; i++)
        add_pool(its, g_ptr_array_index(its->sources->pools, i));
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
is_optional(const Discovery *its, const char *name)
{
    g_autofree char *group = group_of(name);

    return vmg_config_is(its->config, group, "required", "no");
}

/* [storage-domain NAME] names it by its name, or by what it is. What is the host's own
 * the other need not have. */
static void
set_flags(const Discovery *its, struct vmg_domain *domain)
{
    if (strcmp(domain->kind, VMG_DOMAIN_LOCAL) == 0 || is_optional(its, domain->name) ||
        is_optional(its, domain->source))
        domain->flags |= VMG_DOMAIN_OPTIONAL;
}

void
vmg_storage_discover(VmgHost *host, const VmgStorageSources *sources, const VmgConfig *config)
{
    g_autoptr(GPtrArray) domains = g_ptr_array_new();
    const Discovery its = {host, sources, config, domains};

    add_declared(&its);
    add_mounts(&its, sources->vdsm);
    add_mounts(&its, sources->mounts);
    add_pools(&its);
    g_ptr_array_sort(domains, compare);
    for (guint i = 0; i < domains->len; i++)
        set_flags(&its, g_ptr_array_index(domains, i));
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
