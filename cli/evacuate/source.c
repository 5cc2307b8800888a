/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/evacuate/source.h"

#include "cli/evacuate/migrate.h"
#include "cli/libvirt.h"

enum { PATIENCE = 60 }; /* seconds */

struct VmgSource {
    const VmgConfig *config;
    const char *uri;
    GHashTable *connections; /* name of a host, "" for this host -> virConnect * */
};

VmgSource *
vmg_source_new(const VmgConfig *config, const char *uri)
{
    VmgSource *source = g_new0(VmgSource, 1);

    source->config = config;
    source->uri = uri;
    source->connections =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)vmg_connect_close);
    return source;
}

void
vmg_source_free(VmgSource *source)
{
    g_hash_table_unref(source->connections);
    g_free(source);
}

static virConnect *
open_connection(const VmgSource *source, const char *host)
{
    g_autofree char *uri = *host ? vmg_migration_uri(source->uri, host) : NULL;

    return uri ? virConnectOpenAuth(uri, virConnectAuthPtrDefault, 0)
               : vmg_cli_connect(source->config, TRUE, NULL);
}

virDomain *
vmg_source_find_alone(const VmgSource *source, const VmgTask *task)
{
    virConnect *connect = open_connection(source, task->from ? task->from : "");
    virDomain *domain = connect ? virDomainLookupByUUIDString(connect, task->uuid) : NULL;

    if (connect)
        /* `domain` holds a reference to the connection, so the connection stays open */
        virConnectClose(connect);
    return domain;
}

/* The connection to HOST, which is opened again if it was lost. NULL if that fails. If HOST is
 * this host (""), waits at most PATIENCE seconds until libvirt answers; does not wait for other
 * hosts. */
static virConnect *
connect_to(VmgSource *source, const char *host)
{
    virConnect *connect = g_hash_table_lookup(source->connections, host);

    if (connect && virConnectIsAlive(connect) == 1)
        return connect;
    g_hash_table_remove(source->connections, host);
    connect = open_connection(source, host);
    for (int waited = 0; !connect && !*host && waited < PATIENCE; waited++) {
        g_usleep(G_USEC_PER_SEC);
        connect = open_connection(source, host);
    }
    if (connect)
        g_hash_table_insert(source->connections, g_strdup(host), connect);
    return connect;
}

virDomain *
vmg_source_find(VmgSource *source, const VmgTask *task, gboolean *reached)
{
    virConnect *connect = connect_to(source, task->from ? task->from : "");
    virDomain *domain = connect ? virDomainLookupByUUIDString(connect, task->uuid) : NULL;

    *reached = connect && virConnectIsAlive(connect) == 1;
    if (domain && virDomainIsActive(domain) != 1)
        g_clear_pointer(&domain, virDomainFree);
    return domain;
}
