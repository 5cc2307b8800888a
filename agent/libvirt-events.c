/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent does at each event of libvirt. */
#include "agent/parts.h"

/* Milliseconds from a change of the list of guests until the agent lists all guests again. */
enum { LIST_MS = 300 };

void
vmg_agent_look(VmgAgent *agent)
{
    if (agent->connect)
        vmg_admissions_look(agent->admissions, agent->connect);
}

static gboolean
on_list_settled(gpointer data)
{
    VmgAgent *agent = data;

    agent->list_changed = 0;
    vmg_agent_look(agent);
    return G_SOURCE_REMOVE;
}

static void
on_list_changed(gpointer data)
{
    VmgAgent *agent = data;

    if (!agent->list_changed)
        agent->list_changed = g_timeout_add(LIST_MS, on_list_settled, agent);
}

void
vmg_agent_looked(gpointer data, VmgInventory *inventory, const GError *error, gboolean again)
{
    VmgAgent *agent = data;

    vmg_known_take_inventory(&agent->known, inventory, error);
    vmg_agent_publish(agent, TRUE);
    if (again)
        on_list_changed(agent);
}

static void
on_resources(gpointer data, GPtrArray *networks, GPtrArray *pools, gboolean changed)
{
    VmgAgent *agent = data;

    vmg_known_take_resources(&agent->known, networks, pools);
    vmg_agent_publish(agent, changed);
}

static void
on_connected(gpointer data, virConnect *connect, const char *uuid, GPtrArray *networks,
             GPtrArray *pools)
{
    VmgAgent *agent = data;

    agent->connect = connect;
    g_free(agent->known.uuid);
    agent->known.uuid = g_strdup(uuid);
    vmg_known_take_resources(&agent->known, networks, pools);
    vmg_migration_facts_read(agent->known.migration, agent->say,
                             vmg_connection_daemon(agent->connection));
    vmg_looker_set_daemon(agent->looker, vmg_connection_daemon(agent->connection));
    vmg_cpu_reader_ask(agent->cpu_reader, connect);
    vmg_agent_look(agent);
    vmg_agent_publish(agent, TRUE);
    vmg_agent_say_status(agent);
}

static void
on_told(gpointer data)
{
    VmgAgent *agent = data;

    vmg_guests_told(agent->guests);
}

static void
on_lost(gpointer data)
{
    VmgAgent *agent = data;

    agent->connect = NULL;
    vmg_guests_clear(agent->guests);
    vmg_outgoing_clear(agent->outgoing);
    vmg_arrivals_clear(agent->arrivals);
    vmg_agent_say_status(agent);
}

static void
on_guest_arrives(gpointer data, virDomain *domain)
{
    VmgAgent *agent = data;

    vmg_arrivals_begin(agent->arrivals, virDomainGetName(domain), agent->facts);
    if (vmg_config_mode(agent->config) != VMG_MODE_DISABLED)
        vmg_decisions_expect(agent->decisions, virDomainGetName(domain));
}

static void
on_guest_arrived(gpointer data, virDomain *domain)
{
    VmgAgent *agent = data;

    vmg_arrivals_end(agent->arrivals, virDomainGetName(domain));
    if (vmg_guests_arrived(agent->guests, domain))
        vmg_agent_migration_ended(agent);
}

static void
on_guest_resumed(gpointer data, virDomain *domain)
{
    VmgAgent *agent = data;

    vmg_guests_resumed(agent->guests, domain);
}

static void
on_guest(gpointer data, virDomain *domain)
{
    VmgAgent *agent = data;
    char uuid[VIR_UUID_STRING_BUFLEN];

    if (virDomainGetUUIDString(domain, uuid) == 0)
        vmg_known_guest_runs(&agent->known, uuid);
    vmg_guests_look_at(agent->guests, domain, NULL);
    vmg_arrivals_clean(agent->arrivals, virDomainGetName(domain));
}

static void
on_metadata(gpointer data, virDomain *domain)
{
    VmgAgent *agent = data;

    vmg_guests_metadata_changed(agent->guests, domain);
}

static void
on_guest_leaves(gpointer data, virDomain *domain)
{
    VmgAgent *agent = data;

    vmg_outgoing_iteration(agent->outgoing, domain);
}

static void
on_guest_stopped(gpointer data, virDomain *domain)
{
    VmgAgent *agent = data;
    gboolean arrived = vmg_guests_arrived(agent->guests, domain);
    gboolean collecting = agent->guests_changed != 0;
    char uuid[VIR_UUID_STRING_BUFLEN];

    vmg_arrivals_end(agent->arrivals, virDomainGetName(domain));
    vmg_guests_remove(agent->guests, domain);
    vmg_outgoing_stopped(agent->outgoing, domain);
    if (virDomainGetUUIDString(domain, uuid) == 0)
        vmg_known_guest_stopped(&agent->known, uuid);
    /* A guest that has left may come back at once, so the facts are published now. If several
     * guests stop together, the facts are published at once for the first guest, and a moment
     * later for all others together. */
    if (arrived || !collecting)
        vmg_agent_migration_ended(agent);
}

/* If a guest's configuration is defined while the guest arrives, the configuration came with the
 * guest and names devices of the source host. So the agent adapts this configuration. */
static void
on_guest_defined(gpointer data, virDomain *domain)
{
    const VmgAgent *agent = data;
    const char *name = virDomainGetName(domain);

    if (vmg_guests_have(agent->guests, domain))
        vmg_guests_look_at(agent->guests, domain, vmg_arrivals_source(agent->arrivals, name));
}

const VmgConnectionEvents vmg_agent_events = {
    .connected = on_connected,
    .told = on_told,
    .resources = on_resources,
    .lost = on_lost,
    .guest_arrives = on_guest_arrives,
    .guest_arrived = on_guest_arrived,
    .guest_resumed = on_guest_resumed,
    .guest = on_guest,
    .metadata = on_metadata,
    .guest_leaves = on_guest_leaves,
    .guest_stopped = on_guest_stopped,
    .guest_defined = on_guest_defined,
    .list_changed = on_list_changed,
};
