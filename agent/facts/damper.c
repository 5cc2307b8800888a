/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/damper.h"

#include "agent/facts/publish.h"

#include <string.h>

enum { HOLD_SECONDS = 3 };

struct VmgDamper {
    VmgSnapshot *told; /* the facts that the guests' stamps have; NULL = none yet */
    /* the facts that TELL gets when the timer fires, if no lost network or storage domain comes
     * back before; NULL = none */
    VmgSnapshot *pending;
    guint hold; /* the source of the timer after which the stamps say what is lost; 0 = none */
    void (*tell)(gpointer data, VmgSnapshot *snapshot, gboolean urgent);
    gpointer data;
};

VmgDamper *
vmg_damper_new(void (*tell)(gpointer data, VmgSnapshot *snapshot, gboolean urgent), gpointer data)
{
    VmgDamper *damper = g_new0(VmgDamper, 1);

    damper->tell = tell;
    damper->data = data;
    return damper;
}

static void
forget_pending(VmgDamper *damper)
{
    g_clear_handle_id(&damper->hold, g_source_remove);
    g_clear_pointer(&damper->pending, vmg_snapshot_unref);
}

void
vmg_damper_free(VmgDamper *damper)
{
    if (!damper)
        return;
    forget_pending(damper);
    vmg_snapshot_unref(damper->told);
    g_free(damper);
}

/* MERGED is a copy of the networks that the guests' stamps have. If NETWORK is up, it replaces the
 * network of the same name in MERGED. Returns whether MERGED has such a network. */
static gboolean
merge_network(const struct vmg_network **merged, gsize count, const struct vmg_network *network)
{
    for (gsize i = 0; i < count; i++)
        if (strcmp(merged[i]->name, network->name) == 0) {
            if (strcmp(network->state, "up") == 0)
                merged[i] = network;
            return TRUE;
        }
    return FALSE;
}

static gboolean
merge_networks(const struct vmg_network **merged, const struct vmg_host *told,
               const struct vmg_host *now)
{
    for (gsize i = 0; i < told->network_count; i++)
        merged[i] = told->networks[i];
    for (gsize i = 0; i < now->network_count; i++)
        if (!merge_network(merged, told->network_count, now->networks[i]))
            return FALSE;
    return TRUE;
}

static gboolean
merge_domain(const struct vmg_domain **merged, gsize count, const struct vmg_domain *domain)
{
    for (gsize i = 0; i < count; i++)
        if (strcmp(merged[i]->source, domain->source) == 0 &&
            g_strcmp0(merged[i]->path, domain->path) == 0) {
            if (strcmp(domain->state, "up") == 0)
                merged[i] = domain;
            return TRUE;
        }
    return FALSE;
}

static gboolean
merge_domains(const struct vmg_domain **merged, const struct vmg_host *told,
              const struct vmg_host *now)
{
    for (gsize i = 0; i < told->domain_count; i++)
        merged[i] = told->domains[i];
    for (gsize i = 0; i < now->domain_count; i++)
        if (!merge_domain(merged, told->domain_count, now->domains[i]))
            return FALSE;
    return TRUE;
}

/* Whether NOW would be the same as TOLD if NOW had these NETWORKS and DOMAINS. The arrays have as
 * many elements as the arrays of TOLD. */
static gboolean
is_told_but_for(const VmgSnapshot *told, const VmgSnapshot *now,
                const struct vmg_network *const *networks, const struct vmg_domain *const *domains)
{
    g_autofree char *essence = NULL;
    VmgHost merged = *now->host;

    merged.view.networks = networks;
    merged.view.network_count = told->host->view.network_count;
    merged.view.domains = domains;
    merged.view.domain_count = told->host->view.domain_count;
    essence = vmg_publisher_essence(&merged);
    return strcmp(essence, told->essence) == 0;
}

gboolean
vmg_damper_is_loss(const VmgSnapshot *told, const VmgSnapshot *now)
{
    const struct vmg_host *before = &told->host->view;
    g_autofree const struct vmg_network **networks =
        g_new0(const struct vmg_network *, before->network_count + 1);
    g_autofree const struct vmg_domain **domains =
        g_new0(const struct vmg_domain *, before->domain_count + 1);

    /* In the merged lists, networks and domains that are up now replace those in TOLD; all others
     * stay as they are in TOLD. If the merged facts are equal to TOLD, networks and domains were
     * only lost. */
    return merge_networks(networks, before, &now->host->view) &&
           merge_domains(domains, before, &now->host->view) &&
           is_told_but_for(told, now, networks, domains);
}

gboolean
vmg_damper_is_around(const VmgSnapshot *told, const VmgSnapshot *now)
{
    return is_told_but_for(told, now, told->host->view.networks, told->host->view.domains);
}

static void
tell(VmgDamper *damper, VmgSnapshot *snapshot, gboolean urgent)
{
    vmg_snapshot_ref(snapshot);
    forget_pending(damper);
    vmg_snapshot_unref(damper->told);
    damper->told = snapshot;
    damper->tell(damper->data, snapshot, urgent);
}

static gboolean
on_hold(gpointer data)
{
    VmgDamper *damper = data;

    damper->hold = 0;
    tell(damper, damper->pending, FALSE);
    return G_SOURCE_REMOVE;
}

static void
hold(VmgDamper *damper, VmgSnapshot *snapshot)
{
    g_clear_pointer(&damper->pending, vmg_snapshot_unref);
    damper->pending = vmg_snapshot_ref(snapshot);
    if (!damper->hold)
        damper->hold = g_timeout_add_seconds(HOLD_SECONDS, on_hold, damper);
}

void
vmg_damper_put(VmgDamper *damper, VmgSnapshot *snapshot, gboolean news)
{
    if (!damper->told || news)
        tell(damper, snapshot, TRUE);
    else if (strcmp(snapshot->essence, damper->told->essence) == 0)
        forget_pending(damper);
    else if (vmg_damper_is_loss(damper->told, snapshot))
        hold(damper, snapshot);
    else
        tell(damper, snapshot, !vmg_damper_is_around(damper->told, snapshot));
}
