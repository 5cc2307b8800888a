/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/guests.h"

#include "base/names.h"
#include "base/sys.h"
#include "config/config.h"
#include "libvirt.h"
#include "record/history.h"
#include "record/queue.h"

#include <stdlib.h>

static void
add(GHashTable *names, const char *name)
{
    if (name && *name)
        g_hash_table_add(names, g_strdup(name));
}

static void
add_domain(GHashTable *names, virDomain *domain)
{
    char uuid[VIR_UUID_STRING_BUFLEN];

    add(names, virDomainGetName(domain));
    if (virDomainGetUUIDString(domain, uuid) == 0)
        add(names, uuid);
    virDomainFree(domain);
}

static void
add_libvirts(GHashTable *names, const VmgPaths *paths)
{
    g_autoptr(VmgConfig) config =
        vmg_config_load(paths->config_file, paths->config_directory, NULL);
    g_autoptr(VmgConnect) connect = config ? vmg_cli_connect(config, FALSE, NULL) : NULL;
    virDomain **domains = NULL;
    int count = connect ? virConnectListAllDomains(connect, &domains, 0) : 0;

    for (int i = 0; i < count; i++)
        add_domain(names, domains[i]);
    free(domains);
}

static void
add_decisions(GHashTable *names, const GPtrArray *decisions)
{
    for (guint i = 0; decisions && i < decisions->len; i++) {
        const VmgDecision *decision = g_ptr_array_index(decisions, i);

        add(names, decision->guest);
        add(names, decision->uuid);
    }
}

/* Adds the guests of all records of decisions: those that the agent keeps and those that it has not
 * collected yet. */
static void
add_recorded(GHashTable *names, const VmgPaths *paths)
{
    g_autoptr(GPtrArray) kept = vmg_history_read(paths->history, NULL, NULL);
    g_autofree char *text =
        vmg_sys_read_file(paths->decisions, (gsize)VMG_QUEUE_MAX * 2, NULL, NULL);
    g_autoptr(GPtrArray) fresh = text ? vmg_decision_parse_all(text, NULL) : NULL;

    add_decisions(names, kept);
    add_decisions(names, fresh);
}

char **
vmg_cli_known_guests(const VmgPaths *paths)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    GHashTableIter iter;
    gpointer name;

    add_libvirts(names, paths);
    add_recorded(names, paths);
    g_hash_table_iter_init(&iter, names);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        g_ptr_array_add(sorted, g_strdup(name));
    vmg_names_sort(sorted);
    g_ptr_array_add(sorted, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&sorted), FALSE);
}
