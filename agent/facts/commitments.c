/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/commitments.h"

#include "agent/facts/figures.h"

#include <string.h>

struct VmgCommitments {
    GHashTable *by_uuid; /* uuid -> VmgCommitted * */
    gboolean complete;
    /* the last result of vmg_commitments_domains(); NULL after a guest has changed */
    GPtrArray *domains;
};

VmgCommitted *
vmg_committed_new(const struct vmg_guest *guest, gboolean incoming)
{
    VmgCommitted *committed = g_new0(VmgCommitted, 1);

    committed->arena = vmg_arena_new();
    committed->name = g_strdup(guest->name);
    committed->view = (struct vmg_commitment){
        .struct_size = sizeof(committed->view),
        .flags = incoming ? VMG_GUEST_INCOMING : 0,
        .uuid = vmg_arena_strdup(committed->arena, guest->uuid),
        .commit_kib = guest->commit_kib,
        .vcpus = guest->vcpus_plugged,
        .pages = vmg_host_pages_copy(committed->arena, guest->pages, guest->pages_count),
        .pages_count = guest->pages_count,
    };
    return committed;
}

void
vmg_committed_free(VmgCommitted *committed)
{
    if (!committed)
        return;
    vmg_arena_free(committed->arena);
    g_free(committed->name);
    g_free(committed->apart);
    g_free(committed->xml);
    g_free(committed);
}

static void
committed_free(gpointer committed)
{
    vmg_committed_free(committed);
}

VmgCommitments *
vmg_commitments_new(void)
{
    VmgCommitments *commitments = g_new0(VmgCommitments, 1);

    commitments->by_uuid = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, committed_free);
    return commitments;
}

void
vmg_commitments_free(VmgCommitments *commitments)
{
    if (!commitments)
        return;
    g_hash_table_unref(commitments->by_uuid);
    g_clear_pointer(&commitments->domains, g_ptr_array_unref);
    g_free(commitments);
}

static gboolean
is_same(const struct vmg_commitment *a, const struct vmg_commitment *b)
{
    if (a->flags != b->flags || a->commit_kib != b->commit_kib || a->vcpus != b->vcpus ||
        a->pages_count != b->pages_count)
        return FALSE;
    for (gsize i = 0; i < a->pages_count; i++)
        if (a->pages[i]->size_kib != b->pages[i]->size_kib || a->pages[i]->kib != b->pages[i]->kib)
            return FALSE;
    return TRUE;
}

gboolean
vmg_commitments_put(VmgCommitments *commitments, VmgCommitted *committed)
{
    const VmgCommitted *old = g_hash_table_lookup(commitments->by_uuid, committed->view.uuid);
    gboolean same;

    if (old && !(old->view.flags & VMG_GUEST_INCOMING))
        committed->view.flags &= ~VMG_GUEST_INCOMING;
    same = old && is_same(&old->view, &committed->view) &&
           g_strcmp0(old->apart, committed->apart) == 0;
    if (!old || g_strcmp0(old->xml, committed->xml) != 0)
        g_clear_pointer(&commitments->domains, g_ptr_array_unref);
    g_hash_table_replace(commitments->by_uuid, (gpointer)committed->view.uuid, committed);
    return !same;
}

gint64
vmg_commitments_looked(const VmgCommitments *commitments, const char *uuid)
{
    const VmgCommitted *committed = g_hash_table_lookup(commitments->by_uuid, uuid);

    return committed ? committed->looked_ms : 0;
}

gboolean
vmg_commitments_arrived(VmgCommitments *commitments, const char *uuid)
{
    VmgCommitted *committed = g_hash_table_lookup(commitments->by_uuid, uuid);

    if (!committed || !(committed->view.flags & VMG_GUEST_INCOMING))
        return FALSE;
    committed->view.flags &= ~VMG_GUEST_INCOMING;
    return TRUE;
}

gboolean
vmg_commitments_have(const VmgCommitments *commitments, const char *uuid)
{
    return g_hash_table_contains(commitments->by_uuid, uuid);
}

gboolean
vmg_commitments_remove(VmgCommitments *commitments, const char *uuid)
{
    g_clear_pointer(&commitments->domains, g_ptr_array_unref);
    return g_hash_table_remove(commitments->by_uuid, uuid);
}

static gboolean
is_unknown(gpointer uuid, gpointer committed G_GNUC_UNUSED, gpointer known)
{
    return !g_hash_table_contains(known, uuid);
}

gboolean
vmg_commitments_complete(VmgCommitments *commitments, GHashTable *known)
{
    gboolean was_complete = commitments->complete;
    guint gone = g_hash_table_foreach_remove(commitments->by_uuid, is_unknown, known);

    if (gone > 0)
        g_clear_pointer(&commitments->domains, g_ptr_array_unref);
    commitments->complete = TRUE;
    return gone > 0 || !was_complete;
}

static gint
compare_uuids(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

void
vmg_commitments_fill(const VmgCommitments *commitments, VmgHost *host)
{
    GList *uuids;

    if (!commitments->complete)
        return;
    host->view.flags |= VMG_HOST_KNOWS_GUESTS;
    uuids = g_list_sort(g_hash_table_get_keys(commitments->by_uuid), compare_uuids);
    for (GList *item = uuids; item; item = item->next) {
        const VmgCommitted *committed = g_hash_table_lookup(commitments->by_uuid, item->data);
        struct vmg_commitment *added = vmg_host_add_commitment(host, &committed->view);

        vmg_host_set_apart(host, added->uuid, committed->apart);
        if (added->flags & VMG_GUEST_INCOMING)
            vmg_figures_held(committed->name, &added->held_kib, &added->held_pages_kib);
    }
    g_list_free(uuids);
}

static GPtrArray *
list_domains(const VmgCommitments *commitments)
{
    GPtrArray *domains = g_ptr_array_new_with_free_func(g_free);
    GList *uuids = g_list_sort(g_hash_table_get_keys(commitments->by_uuid), compare_uuids);

    for (GList *item = uuids; item; item = item->next) {
        const VmgCommitted *committed = g_hash_table_lookup(commitments->by_uuid, item->data);

        if (committed->xml)
            g_ptr_array_add(domains, g_strdup(committed->xml));
    }
    g_list_free(uuids);
    return domains;
}

GPtrArray *
vmg_commitments_domains(VmgCommitments *commitments)
{
    if (!commitments->domains)
        commitments->domains = list_domains(commitments);
    return g_ptr_array_ref(commitments->domains);
}
