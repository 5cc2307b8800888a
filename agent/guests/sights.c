/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/sights.h"

#include "agent/storage/sight.h"
#include "base/process.h"
#include "match/claims.h"
#include "match/disks.h"

#include <string.h>
#include <unistd.h>

enum {
    WAIT_MS = 200, /* how long to wait for the answers about all paths of a guest, milliseconds */
    /* after this many seconds, a guest's paths are looked at again even if the guest has the same
     * paths as before */
    AGAIN_SECONDS = 30
};

/* One look at a guest's paths. The thread that looks shares it with the worker that waits. */
struct VmgSightsLook {
    gatomicrefcount refs;
    GMutex mutex;
    GCond ended;
    /* Protected by the mutex. Once is_over is TRUE, the thread does not change `seen` any more, so
     * `seen` can be read without the mutex. */
    gboolean is_over;
    char **paths;
    GHashTable *seen;
    int root;
};

static void
look_unref(VmgSightsLook *look)
{
    if (!g_atomic_ref_count_dec(&look->refs))
        return;
    g_mutex_clear(&look->mutex);
    g_cond_clear(&look->ended);
    g_strfreev(look->paths);
    g_hash_table_unref(look->seen);
    close(look->root);
    g_free(look);
}

/* Looks at the paths. On a dead server this never returns. */
static gpointer
run(gpointer data)
{
    VmgSightsLook *look = data;

    for (guint i = 0; look->paths[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(look->paths[i], "\t", 2);
        char *sight = *look->paths[i] ? vmg_sight_of(look->root, parts[0], parts[1]) : NULL;

        if (sight)
            g_hash_table_replace(look->seen, g_strdup(parts[0]), sight);
    }
    g_mutex_lock(&look->mutex);
    look->is_over = TRUE;
    g_cond_signal(&look->ended);
    g_mutex_unlock(&look->mutex);
    look_unref(look);
    return NULL;
}

static gboolean
can_be_listed(const struct vmg_claim *claim)
{
    return vmg_guest_is_image(claim) && vmg_claims_is_open(NULL, claim) && *claim->name == '/' &&
           !strpbrk(claim->name, "\t\n");
}

/* Adds a line with PATH. If PATH is below the path of its storage domain, the line also has
 * the path of this domain: the domain's path can be a link, and vmg_sight_of() must not report this
 * link as a link of the image. A PATH on storage that did not answer the agent the last time is
 * left out. */
static void
list_path(GString *text, const struct vmg_host *host, const char *path)
{
    const struct vmg_domain *domain = host ? vmg_disks_domain_by_path(host, path) : NULL;

    if (!domain)
        g_string_append_printf(text, "%s\n", path);
    else if (g_strcmp0(domain->state, "up") != 0)
        return;
    else if (vmg_disks_path_is_under(path, domain->path))
        g_string_append_printf(text, "%s\t%s\n", path, domain->path);
    else
        g_string_append_printf(text, "%s\n", path);
}

/* The paths to look at, one on a line. */
static char *
list_paths(const struct vmg_host *host, const VmgGuest *guest)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < guest->claims->len; i++) {
        const struct vmg_claim *claim = g_ptr_array_index(guest->claims, i);

        if (can_be_listed(claim))
            list_path(text, host, claim->name);
    }
    return g_string_free(text, FALSE);
}

static void
begin(VmgSights *sights, const char *paths, int daemon)
{
    int root = vmg_process_root(daemon);
    VmgSightsLook *look;
    GThread *thread;

    if (root < 0)
        return;
    look = g_new0(VmgSightsLook, 1);
    g_atomic_ref_count_init(&look->refs);
    g_mutex_init(&look->mutex);
    g_cond_init(&look->ended);
    look->root = root;
    look->paths = g_strsplit(paths, "\n", -1);
    look->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_atomic_ref_count_inc(&look->refs);
    thread = g_thread_try_new("sights", run, look, NULL);
    if (thread) {
        g_thread_unref(thread);
        sights->look = look;
    } else {
        look_unref(look);
        look_unref(look);
    }
}

/* Takes the results if the look has ended before END. */
static void
take(VmgSights *sights, gint64 end)
{
    VmgSightsLook *look = sights->look;
    gboolean is_over, in_time = TRUE;

    g_mutex_lock(&look->mutex);
    while (!look->is_over && in_time)
        in_time = g_cond_wait_until(&look->ended, &look->mutex, end);
    is_over = look->is_over;
    g_mutex_unlock(&look->mutex);
    if (!is_over)
        return;
    g_clear_pointer(&sights->seen, g_hash_table_unref);
    sights->seen = g_hash_table_ref(look->seen);
    g_clear_pointer(&sights->look, look_unref);
}

static void
look_again(VmgSights *sights, const char *paths, int daemon)
{
    gint64 now = g_get_monotonic_time();

    if (sights->look)
        take(sights, now);
    if (sights->look || (g_strcmp0(sights->asked, paths) == 0 &&
                         now - sights->time < (gint64)AGAIN_SECONDS * G_USEC_PER_SEC))
        return;
    g_free(sights->asked);
    sights->asked = g_strdup(paths);
    sights->time = now;
    begin(sights, paths, daemon);
    if (sights->look)
        take(sights, now + (gint64)WAIT_MS * 1000);
}

void
vmg_sights_fill_in(VmgSights *sights, const struct vmg_host *host, int daemon, VmgGuest *guest)
{
    g_autofree char *paths = NULL;

    vmg_guest_claim_images(guest);
    paths = list_paths(host, guest);
    if (*paths)
        look_again(sights, paths, daemon);
    for (guint i = 0; sights->seen && i < guest->claims->len; i++) {
        struct vmg_claim *claim = g_ptr_array_index(guest->claims, i);

        if (vmg_guest_is_image(claim))
            claim->detail =
                vmg_arena_strdup(guest->arena, g_hash_table_lookup(sights->seen, claim->name));
    }
}

void
vmg_sights_clear(VmgSights *sights)
{
    g_clear_pointer(&sights->seen, g_hash_table_unref);
    g_clear_pointer(&sights->look, look_unref);
    g_clear_pointer(&sights->asked, g_free);
}
