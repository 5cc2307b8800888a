/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/migrations/arrivals.h"

#include "agent/facts/figures.h"
#include "base/codes.h"
#include "base/journal.h"
#include "base/sys.h"
#include "ledger/source-networks.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FIX                                                                                        \
    "name no other migration URI or listen address, and no --tunnelled; virt-migration-guard "     \
    "network show has this host's"

enum {
    LOOK_MS = 200,
    /* One that took no longer may have been missed. */
    LOOKS_MIN = 10,
    TABLE_MAX = 4 * 1024 * 1024,
    ESTABLISHED = 1,
};

typedef struct {
    char *guest;
    VmgSnapshot *facts;
    guint looks;
} Arrival;

struct VmgArrivals {
    const char *ledger;
    GHashTable *all;     /* names: those that arrive */
    GHashTable *by_name; /* Arrival *: those that are looked at */
    guint look;          /* source; 0 while nothing arrives */
    VmgDecisions *decisions;
};

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
    g_hash_table_unref(arrivals->by_name);
    g_hash_table_unref(arrivals->all);
    g_free(arrivals);
}

/* The kernel prints addresses as words of the host's byte order. */
static char *
parse_address(const char *hex)
{
    guint32 words[4] = {0};
    gsize count = strlen(hex) / 8;
    char text[INET6_ADDRSTRLEN];

    if (count != 1 && count != 4)
        return NULL;
    for (gsize i = 0; i < count; i++)
        /* NOLINTNEXTLINE(cert-err34-c): eight hexadecimal digits are in range */
        if (sscanf(hex + i * 8, "%8x", &words[i]) != 1)
            return NULL;
    /* ::ffff:a.b.c.d is the IPv4 address that it is. */
    if (count == 4 && words[0] == 0 && words[1] == 0 && words[2] == htonl(0xffff))
        return g_strdup(inet_ntop(AF_INET, &words[3], text, sizeof(text)));
    return g_strdup(inet_ntop(count == 1 ? AF_INET : AF_INET6, words, text, sizeof(text)));
}

/* "SL: LOCAL:PORT REMOTE:PORT STATE TX:RX TIMER RETRANSMIT UID TIMEOUT INODE ..." */
static char *
match_line(const char *line, VmgPorts ports, GHashTable *inodes)
{
    char local[33];
    guint port, state;
    guint64 inode;

    /* NOLINTNEXTLINE(cert-err34-c): the kernel's own numbers are in range */
    if (sscanf(line,
               " %*u: %32[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*x:%*x %*x:%*x %*x %*u %*u "
               "%" G_GUINT64_FORMAT,
               local, &port, &state, &inode) != 4 ||
        state != ESTABLISHED || port < ports.min || port > ports.max ||
        !g_hash_table_contains(inodes, &inode))
        return NULL;
    return parse_address(local);
}

char *
vmg_arrivals_find(const char *table, VmgPorts ports, GHashTable *inodes)
{
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    char *address = NULL;

    for (char **line = lines; *line && !address; line++)
        address = match_line(*line, ports, inodes);
    return address;
}

static GHashTable *
read_inodes(int pid)
{
    GHashTable *inodes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autofree char *directory = g_strdup_printf("/proc/%d/fd", pid);
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        g_autofree char *target = g_file_read_link(path, NULL);
        guint64 *inode = g_new0(guint64, 1);

        /* NOLINTNEXTLINE(cert-err34-c): the kernel's own numbers are in range */
        if (target && sscanf(target, "socket:[%" G_GUINT64_FORMAT "]", inode) == 1)
            g_hash_table_add(inodes, inode);
        else
            g_free(inode);
    }
    return inodes;
}

/* The address, NULL where there is none yet. FALSE where it can't be seen: each
 * QEMU has sockets, its monitor's for one. */
static gboolean
look_for(const char *guest, VmgPorts ports, char **its)
{
    static const char *const tables[] = {"tcp", "tcp6"};
    int pid = vmg_figures_pid(guest);
    g_autoptr(GHashTable) inodes = pid > 0 ? read_inodes(pid) : NULL;
    char *address = NULL;

    if (inodes && g_hash_table_size(inodes) == 0)
        return FALSE;
    for (gsize i = 0; inodes && !address && i < G_N_ELEMENTS(tables); i++) {
        g_autofree char *path = g_strdup_printf("/proc/%d/net/%s", pid, tables[i]);
        g_autofree char *table = vmg_sys_read_file(path, TABLE_MAX, NULL, NULL);

        address = table ? vmg_arrivals_find(table, ports, inodes) : NULL;
    }
    *its = address;
    return TRUE;
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

static gboolean
look_at(gpointer key G_GNUC_UNUSED, gpointer value, gpointer data)
{
    Arrival *arrival = value;
    g_autofree char *address = NULL;

    if (!look_for(arrival->guest, arrival->facts->ports, &address))
        return TRUE;
    arrival->looks++;
    if (address)
        report(data, arrival, address);
    return address != NULL;
}

static gboolean
on_look(gpointer data)
{
    VmgArrivals *arrivals = data;

    g_hash_table_foreach_remove(arrivals->by_name, look_at, arrivals->decisions);
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
    return g_hash_table_contains(arrivals->all, guest) ? vmg_arrival_read(arrivals->ledger, guest)
                                                       : NULL;
}

void
vmg_arrivals_clean(const VmgArrivals *arrivals, const char *guest)
{
    if (!g_hash_table_contains(arrivals->all, guest))
        vmg_arrival_remove(arrivals->ledger, guest);
}

/* Where no migration network is configured there is none to go around. */
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
