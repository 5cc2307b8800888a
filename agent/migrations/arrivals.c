/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/migrations/arrivals.h"

#include "agent/base/work.h"
#include "agent/facts/figures.h"
#include "agent/migrations/sockets.h"
#include "base/codes.h"
#include "base/journal.h"
#include "ledger/source-networks.h"

#include <string.h>

#define FIX                                                                                        \
    "name no other migration URI or listen address, and no --tunnelled; virt-migration-guard "     \
    "network show has this host's"

enum {
    LOOK_MS = 200,
    /* If a guest was looked at fewer times than this, its connection may have been missed. */
    LOOKS_MIN = 10,
};

typedef struct {
    char *guest;
    VmgSnapshot *facts;
    guint looks;
    gboolean busy; /* a worker is looking at the guest */
} Arrival;

struct VmgArrivals {
    const char *ledger;
    GHashTable *all;     /* the names of the guests that arrive */
    GHashTable *by_name; /* Arrival *: the guests whose connections are looked at */
    guint look;          /* the source of the timer; 0 while no guest arrives */
    VmgWork *work;       /* a pool with one thread */
    VmgDecisions *decisions;
};

typedef struct {
    VmgArrivals *arrivals;
    /* compared with other pointers but never followed, because the arrival may have been freed */
    const Arrival *arrival;
    char *guest;
    VmgPorts ports;
    char *address;
    gboolean seen;
} Look;

static void
arrival_free(gpointer data)
{
    Arrival *arrival = data;

    vmg_snapshot_unref(arrival->facts);
    g_free(arrival->guest);
    g_free(arrival);
}

VmgArrivals *
vmg_arrivals_new(const char *ledger, VmgDecisions *decisions)
{
    VmgArrivals *arrivals = g_new0(VmgArrivals, 1);

    arrivals->ledger = ledger;
    arrivals->decisions = decisions;
    arrivals->work = vmg_work_new(1);
    arrivals->all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    arrivals->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, arrival_free);
    return arrivals;
}

void
vmg_arrivals_free(VmgArrivals *arrivals)
{
    if (!arrivals)
        return;
    g_clear_handle_id(&arrivals->look, g_source_remove);
    vmg_work_free(arrivals->work);
    g_hash_table_unref(arrivals->by_name);
    g_hash_table_unref(arrivals->all);
    g_free(arrivals);
}

static const char *
network_of(const struct vmg_host *host, const char *address)
{
    for (gsize i = 0; i < host->network_count; i++)
        for (gsize j = 0; j < host->networks[i]->address_count; j++)
            if (g_strcmp0(host->networks[i]->addresses[j]->address, address) == 0)
                return host->networks[i]->name;
    return "unknown";
}

static void
report(VmgDecisions *decisions, const Arrival *arrival, const char *address)
{
    const struct vmg_host *host = &arrival->facts->host->view;
    const char *network = network_of(host, address);

    if (g_strcmp0(network, host->migration->network) != 0)
        vmg_decisions_report(
            decisions, VMG_MESSAGE_OFF_NETWORK, "arrival", arrival->guest, "migration-network",
            VMG_CODE_OTHER_NETWORK,
            g_strdup_printf(
                "guest %s arrives over %s, network %s, not over the migration network %s",
                arrival->guest, address, network, host->migration->network),
            FIX);
}

static void
run_look(gpointer data)
{
    Look *look = data;
    int pid = vmg_figures_pid(look->guest);

    look->seen = TRUE;
    if (pid > 0)
        look->address = vmg_sockets_find(pid, look->ports, &look->seen);
}

/* Takes the result of a look. The guest may have arrived meanwhile, and another guest of the
 * same name may arrive now. */
static void
look_done(gpointer data)
{
    Look *look = data;
    VmgArrivals *arrivals = look->arrivals;
    Arrival *arrival = g_hash_table_lookup(arrivals->by_name, look->guest);

    if (arrival && arrival == look->arrival) {
        arrival->busy = FALSE;
        arrival->looks++;
        if (look->address)
            report(arrivals->decisions, arrival, look->address);
        if (look->address || !look->seen)
            g_hash_table_remove(arrivals->by_name, look->guest);
    }
    g_free(look->guest);
    g_free(look->address);
    g_free(look);
}

static void
look_at(VmgArrivals *arrivals, Arrival *arrival)
{
    Look *look;

    if (arrival->busy)
        return;
    arrival->busy = TRUE;
    look = g_new0(Look, 1);
    look->arrivals = arrivals;
    look->arrival = arrival;
    look->guest = g_strdup(arrival->guest);
    look->ports = arrival->facts->ports;
    vmg_work_push(arrivals->work, run_look, look_done, look);
}

static gboolean
on_look(gpointer data)
{
    VmgArrivals *arrivals = data;
    GHashTableIter iter;
    gpointer arrival;

    g_hash_table_iter_init(&iter, arrivals->by_name);
    while (g_hash_table_iter_next(&iter, NULL, &arrival))
        look_at(arrivals, arrival);
    if (g_hash_table_size(arrivals->by_name) > 0)
        return G_SOURCE_CONTINUE;
    arrivals->look = 0;
    return G_SOURCE_REMOVE;
}

void
vmg_arrivals_clear(const VmgArrivals *arrivals)
{
    g_hash_table_remove_all(arrivals->all);
}

VmgHost *
vmg_arrivals_source(const VmgArrivals *arrivals, const char *guest)
{
    return g_hash_table_contains(arrivals->all, guest)
               ? vmg_source_networks_read(arrivals->ledger, guest)
               : NULL;
}

void
vmg_arrivals_clean(const VmgArrivals *arrivals, const char *guest)
{
    if (!g_hash_table_contains(arrivals->all, guest))
        vmg_source_networks_remove(arrivals->ledger, guest);
}

/* Begins to look at the guest's connections. If no migration network is configured, a guest can use
 * any network, and nothing is looked at. */
void
vmg_arrivals_begin(VmgArrivals *arrivals, const char *guest, VmgSnapshot *facts)
{
    const struct vmg_migration *migration = facts ? facts->host->view.migration : NULL;
    Arrival *arrival;

    g_hash_table_add(arrivals->all, g_strdup(guest));
    if (!migration || !(migration->flags & VMG_MIGRATION_CONFIGURED))
        return;
    arrival = g_new0(Arrival, 1);
    arrival->guest = g_strdup(guest);
    arrival->facts = vmg_snapshot_ref(facts);
    g_hash_table_replace(arrivals->by_name, arrival->guest, arrival);
    if (!arrivals->look)
        arrivals->look = g_timeout_add(LOOK_MS, on_look, arrivals);
}

void
vmg_arrivals_end(VmgArrivals *arrivals, const char *guest)
{
    const Arrival *arrival = g_hash_table_lookup(arrivals->by_name, guest);

    g_hash_table_remove(arrivals->all, guest);
    if (!arrival)
        return;
    if (arrival->looks >= LOOKS_MIN)
        vmg_decisions_report(
            arrivals->decisions, VMG_MESSAGE_OFF_NETWORK, "arrival", guest, "migration-network",
            VMG_CODE_OTHER_NETWORK,
            g_strdup_printf(
                "guest %s arrived over no connection that could be seen: tunnelled, or on another "
                "port; not over the migration network %s",
                guest, arrival->facts->host->view.migration->network),
            FIX);
    g_hash_table_remove(arrivals->by_name, guest);
}

gboolean
vmg_arrivals_is_idle(const VmgArrivals *arrivals)
{
    return vmg_work_pending(arrivals->work) == 0;
}
