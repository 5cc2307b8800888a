/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/peers.h"

#include "agent/registry/registry.h"
#include "base/error.h"
#include "base/suggest.h"
#include "base/text.h"
#include "cli.h"
#include "config/key.h"

#include <string.h>
#include <unistd.h>

/* Seconds that a registry may take to answer. */
enum { PATIENCE = 10 };

/* A question to the registry. Shared with the thread that asks it, which may never return. */
typedef struct {
    VmgRegistry *registry;
    char *forget; /* the UUID of the host to be removed; NULL: all are to be listed */
    GMutex lock;
    GCond over;
    gboolean is_over;
    GPtrArray *entries;
    GError *error;
} Question;

static void
question_clear(gpointer data)
{
    Question *question = data;

    vmg_registry_unref(question->registry);
    g_clear_pointer(&question->entries, g_ptr_array_unref);
    g_clear_error(&question->error);
    g_mutex_clear(&question->lock);
    g_cond_clear(&question->over);
    g_free(question->forget);
}

static void
question_unref(Question *question)
{
    g_atomic_rc_box_release_full(question, question_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Question, question_unref)

static gpointer
ask(gpointer data)
{
    Question *question = data;
    g_autoptr(GError) error = NULL;
    GPtrArray *entries = NULL;

    if (question->forget)
        vmg_registry_remove(question->registry, question->forget, &error);
    else
        entries = vmg_registry_list(question->registry, NULL, &error);
    g_mutex_lock(&question->lock);
    question->entries = entries;
    question->error = g_steal_pointer(&error);
    question->is_over = TRUE;
    g_cond_signal(&question->over);
    g_mutex_unlock(&question->lock);
    question_unref(question);
    return NULL;
}

static gboolean
wait_for(Question *question)
{
    gint64 end = g_get_monotonic_time() + PATIENCE * G_TIME_SPAN_SECOND;
    gboolean is_over;

    g_mutex_lock(&question->lock);
    while (!question->is_over && g_cond_wait_until(&question->over, &question->lock, end))
        ;
    is_over = question->is_over;
    g_mutex_unlock(&question->lock);
    return is_over;
}

static VmgRegistry *
open_registry(const VmgConfig *config, GError **error)
{
    const char *uri = vmg_config_get(config, "registry", "uri");

    if (vmg_cli_has_registry(config))
        return vmg_registry_new(uri, vmg_config_get(config, "host", "cluster"), error);
    g_set_error(error, VMG_ERROR, VMG_ERROR_MISSING,
                _("guard.conf names no registry, so this host knows of no other; fix: set uri in "
                  "[registry] on every host of the cluster, see guard.conf(5)"));
    return NULL;
}

/* Fails with what went wrong, or when its time is over. */
static Question *
ask_registry(const VmgConfig *config, const char *forget, GError **error)
{
    g_autoptr(VmgRegistry) registry = open_registry(config, error);
    g_autoptr(Question) question = NULL;

    if (!registry)
        return NULL;
    question = g_atomic_rc_box_new0(Question);
    question->registry = g_steal_pointer(&registry);
    question->forget = g_strdup(forget);
    g_mutex_init(&question->lock);
    g_cond_init(&question->over);
    g_thread_unref(g_thread_new("registry", ask, g_atomic_rc_box_acquire(question)));
    if (!wait_for(question))
        g_set_error(error, VMG_ERROR, VMG_ERROR_STALE,
                    NG_("the registry, %s, has not answered for %d second; fix: see whether its "
                        "server is up",
                        "the registry, %s, has not answered for %d seconds; fix: see whether its "
                        "server is up",
                        PATIENCE),
                    vmg_config_get(config, "registry", "uri"), PATIENCE);
    else if (question->error)
        g_propagate_error(error, g_steal_pointer(&question->error));
    else
        return g_steal_pointer(&question);
    return NULL;
}

/* The key is root's. */
static gboolean
read_key(const VmgConfig *config, GBytes **key, GError **error)
{
    if (geteuid() == 0)
        return vmg_key_load(config, key, error);
    if (vmg_config_get(config, "cluster", "key-file"))
        vmg_cli_note(_("the signatures of hosts were not checked: only root can read the key"));
    return TRUE;
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
    const VmgPeer *one = *(const VmgPeer *const *)a, *two = *(const VmgPeer *const *)b;
    int order = strcmp(vmg_peer_name(one), vmg_peer_name(two));

    return order ? order : strcmp(one->uuid, two->uuid);
}

gboolean
vmg_cli_has_registry(const VmgConfig *config)
{
    return strcmp(vmg_config_get(config, "registry", "uri"), VMG_REGISTRY_NONE) != 0;
}

GPtrArray *
vmg_cli_peers(const VmgConfig *config, GError **error)
{
    g_autoptr(GBytes) key = NULL;
    g_autoptr(Question) question = NULL;
    GPtrArray *peers;

    if (!read_key(config, &key, error))
        return NULL;
    question = ask_registry(config, NULL, error);
    if (!question)
        return NULL;
    peers = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_free);
    for (guint i = 0; i < question->entries->len; i++) {
        const VmgRegistryEntry *entry = question->entries->pdata[i];

        g_ptr_array_add(peers,
                        vmg_peer_read(entry->uuid, entry->text, entry->len, entry->age_ms, key));
    }
    g_ptr_array_sort(peers, by_name);
    return peers;
}

VmgPeer *
vmg_cli_find_peer(const GPtrArray *peers, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *meant = NULL;

    for (guint i = 0; i < peers->len; i++) {
        VmgPeer *peer = peers->pdata[i];

        if (strcmp(vmg_peer_name(peer), name) == 0 || g_ascii_strcasecmp(peer->uuid, name) == 0)
            return peer;
        g_ptr_array_add(names, (gpointer)vmg_peer_name(peer));
    }
    g_ptr_array_add(names, NULL);
    meant = vmg_suggest_text(name, (const char *const *)names->pdata);
    g_set_error(error, VMG_ERROR, VMG_ERROR_MISSING,
                _("no host '%s' in the registry%s; fix: see virt-migration-guard hosts"), name,
                meant);
    return NULL;
}

gboolean
vmg_cli_forget_peer(const VmgConfig *config, const GPtrArray *peers, const char *name,
                    GError **error)
{
    const VmgPeer *peer = vmg_cli_find_peer(peers, name, error);
    g_autoptr(Question) question = NULL;

    if (!peer)
        return FALSE;
    if (vmg_peer_is_responsive(peer)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("host %s answers, and would be back at once; fix: first take [registry] uri "
                      "out of its guard.conf, or virt-migration-guard off it"),
                    vmg_peer_name(peer));
        return FALSE;
    }
    question = ask_registry(config, peer->uuid, error);
    return question != NULL;
}
