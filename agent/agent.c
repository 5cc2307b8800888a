/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/parts.h"

#include "agent/base/notify.h"
#include "agent/report/exemptions.h"
#include "agent/virt/credentials.h"
#include "agent/virt/error.h"
#include "agent/virt/events.h"
#include "base/journal.h"
#include "ledger/ledger.h"

#include <glib-unix.h>
#include <signal.h>

enum {
    CPU_SECONDS = 300, /* seconds between two readings of CPUs and emulators */
    END_SECONDS = 2,   /* seconds to wait for libvirt when the agent ends */
    /* changes of guests are collected for this many milliseconds, then published together */
    GUESTS_MS = 100,
};

/* The names of libvirt's daemons that run hooks. */
static const char *const daemons[] = {"libvirtd", "virtqemud", NULL};

static void
say_ready(VmgAgent *agent)
{
    if (agent->ready)
        return;
    agent->ready = TRUE;
    vmg_say(LOG_INFO, "keeping %s", agent->paths->facts_file);
    vmg_notify(agent->notify_socket, "READY=1");
}

void
vmg_agent_say_status(VmgAgent *agent)
{
    const char *host = vmg_connection_is_up(agent->connection) ? agent->known.status : NULL;

    vmg_notify_status(agent->notify_socket, &agent->said, host, vmg_guests_count(agent->guests));
}

/* Sets the facts that the guests' stamps have from now on. */
static void
tell_guests(gpointer data, VmgSnapshot *snapshot, gboolean urgent)
{
    vmg_guests_set_facts(((VmgAgent *)data)->guests, snapshot, urgent);
}

/* Whether the agent must find out which guests can leave, because the registry or the metrics
 * publish that. */
static gboolean
wants_readiness(const VmgAgent *agent)
{
    return vmg_member_is_on(agent->member) || vmg_config_get(agent->config, "metrics", "file");
}

/* Adds to HOST the settings and exemptions with which this host's hook judges guests. If guard.conf
 * is broken, the hook uses the default settings and refuses every guest. */
static void
add_policy(const VmgAgent *agent, VmgHost *host)
{
    const char *broken = agent->config_watch ? vmg_config_watch_broken(agent->config_watch) : NULL;

    host->broken = vmg_arena_strdup(host->arena, broken);
    host->policy = broken ? vmg_config_defaults() : vmg_config_ref(agent->config);
    host->exemptions = vmg_exemptions_read(agent->paths->exemptions, NULL);
}

void
vmg_agent_publish(VmgAgent *agent, gboolean due)
{
    g_autoptr(VmgSnapshot) snapshot = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gboolean changed;
    VmgHost *host;

    host = vmg_known_compose(&agent->known, agent->config, vmg_guests_commitments(agent->guests));
    if (!host)
        return;
    vmg_known_count_guests(&agent->known, agent->paths, host);
    host->view.outgoing = vmg_outgoing_count(agent->outgoing);
    add_policy(agent, host);
    snapshot = vmg_publisher_take(agent->publisher, host, &changed);
    snapshot->ports = vmg_migration_facts_ports(agent->known.migration);
    snapshot->bandwidth_mib = vmg_config_get_uint(agent->config, "migration", "max-bandwidth-mib");
    snapshot->daemon = vmg_connection_daemon(agent->connection);
    if (wants_readiness(agent))
        snapshot->config = vmg_config_ref(agent->config);
    vmg_signing_apply(&agent->signing, snapshot);
    g_clear_pointer(&agent->facts, vmg_snapshot_unref);
    agent->facts = vmg_snapshot_ref(snapshot);
    if (due || changed || vmg_member_is_on(agent->member))
        text = vmg_host_to_string(host, VMG_HOST_WHOLE);
    vmg_member_set_domains(agent->member,
                           vmg_commitments_domains(vmg_guests_commitments(agent->guests)));
    vmg_member_set_facts(agent->member, snapshot, text);
    if (due || changed) {
        vmg_publisher_write(agent->publisher, text, &error);
        if (vmg_say_result(agent->say, "facts", error))
            say_ready(agent);
    }
    if ((due || changed) && !error && (host->view.flags & VMG_HOST_KNOWS_GUESTS))
        vmg_admissions_settle(agent->paths->ledger, host, vmg_guests_commitments(agent->guests));
    vmg_damper_put(agent->damper, snapshot, agent->news);
    agent->news = FALSE;
}

static gboolean
on_guests_settled(gpointer data)
{
    VmgAgent *agent = data;

    agent->guests_changed = 0;
    vmg_agent_publish(agent, TRUE);
    return G_SOURCE_REMOVE;
}

void
vmg_agent_migration_ended(gpointer data)
{
    VmgAgent *agent = data;

    g_clear_handle_id(&agent->guests_changed, g_source_remove);
    vmg_agent_publish(agent, TRUE);
}

/* Publishes the facts a moment later. When a host boots, hundreds of guests start, and host.xml is
 * then written once for all of them. */
static void
on_guests_changed(gpointer data)
{
    VmgAgent *agent = data;

    if (!agent->guests_changed)
        agent->guests_changed = g_timeout_add(GUESTS_MS, on_guests_settled, agent);
}

static void
on_guests_rolled(gpointer data)
{
    VmgAgent *agent = data;

    if (vmg_member_is_on(agent->member))
        vmg_member_set_guests(agent->member, vmg_guests_roll(agent->guests));
}

static const VmgGuestsEvents guests_events = {
    .changed = on_guests_changed,
    .rolled = on_guests_rolled,
};

static void
on_facts_changed(gpointer data)
{
    vmg_agent_publish(data, FALSE);
}

/* Publishes what has changed. A change that matters to this host only (for example of a bridge
 * without an uplink) changes host.xml but not the stamps. */
static void
on_links(gpointer data, VmgLinks *links, gboolean changed, const GError *error)
{
    VmgAgent *agent = data;

    vmg_known_take_links(&agent->known, links, error);
    vmg_agent_publish(agent, changed);
}

static void
on_status_changed(gpointer data)
{
    VmgAgent *agent = data;

    vmg_known_read_status(&agent->known, agent->paths);
    vmg_agent_publish(agent, FALSE);
    vmg_agent_say_status(agent);
}

static void
on_exemptions_changed(gpointer data)
{
    vmg_agent_publish(data, TRUE);
}

/* libvirt sends no event when a guest that was about to arrive does not start. But libvirt then
 * runs the hook, which removes the guest's entry from the ledger. In the last list of guests the
 * guest may still be active, and the guest would then be refused when it is sent again. So the
 * agent asks libvirt for the list of guests again. */
static void
on_entry_removed(gpointer data)
{
    vmg_agent_look(data);
}

/* Reads the CPU and the emulators from time to time, because libvirt does not report that QEMU
 * was updated. */
static void
ask_again(VmgAgent *agent)
{
    gint64 now = g_get_monotonic_time() / G_USEC_PER_SEC;

    if (!agent->connect || now < agent->cpu_due)
        return;
    agent->cpu_due = now + CPU_SECONDS;
    vmg_cpu_reader_ask(agent->cpu_reader, agent->connect);
}

static void
write_metrics(VmgAgent *agent)
{
    g_autoptr(GPtrArray) roll = vmg_guests_roll(agent->guests);

    vmg_metrics_write(agent->metrics, agent->config, agent->paths,
                      &(VmgGauges){.guests = vmg_guests_count(agent->guests),
                                   .outgoing = vmg_outgoing_count(agent->outgoing),
                                   .roll = roll});
}

/* Runs in each facts period: reads everything again. Some things do not report their changes
 * (the hostname, CPUs), and what failed before is tried again. */
static gboolean
on_tick(gpointer data)
{
    VmgAgent *agent = data;
    g_autoptr(GError) error = NULL;

    if (vmg_config_watch_look(agent->config_watch))
        return G_SOURCE_CONTINUE; /* use_config() has called on_tick() again */
    vmg_file_watch_renew(agent->status_watch, &error);
    vmg_say_result(agent->say, "status directory", error);
    vmg_file_watch_renew(agent->exemptions_watch, NULL);
    vmg_file_watch_renew(agent->ledger_watch, NULL);
    vmg_known_read_status(&agent->known, agent->paths);
    vmg_decisions_collect(agent->decisions);
    agent->news |= vmg_signing_renew(&agent->signing, agent->config, agent->say);
    vmg_exemptions_expire(agent->paths->exemptions, agent->say);
    vmg_storage_watch_renew(agent->known.storage, agent->config);
    vmg_migration_facts_read(agent->known.migration, agent->say,
                             vmg_connection_daemon(agent->connection));
    vmg_links_watch_ask(agent->links_watch);
    vmg_agent_publish(agent, TRUE);
    vmg_guests_retry(agent->guests);
    vmg_agent_look(agent);
    ask_again(agent);
    vmg_connection_read_resources(agent->connection);
    write_metrics(agent);
    vmg_agent_say_status(agent);
    if (agent->watchdog_seconds)
        vmg_notify(agent->notify_socket, "WATCHDOG=1");
    return G_SOURCE_CONTINUE;
}

/* Starts the timer that calls on_tick() once in each facts period, a third of [guard]
 * facts-max-age. An idle agent has no other timer. */
static void
set_tick(VmgAgent *agent)
{
    guint seconds = MAX(1, vmg_config_get_uint(agent->config, "guard", "facts-max-age") / 3);

    if (agent->watchdog_seconds)
        seconds = MIN(seconds, agent->watchdog_seconds);
    g_clear_handle_id(&agent->tick, g_source_remove);
    agent->tick = g_timeout_add_seconds(seconds, on_tick, agent);
}

static void
on_cpu(gpointer data, const VmgCpuAnswer *answer)
{
    VmgAgent *agent = data;

    vmg_known_take_cpu(&agent->known, answer->cpu, answer->cpu_error);
    vmg_known_take_emulators(&agent->known, answer->emulators, answer->emulators_error);
    vmg_agent_publish(agent, FALSE);
}

static const VmgOutgoingEvents outgoing_events = {
    .changed = on_guests_changed,
    .ended = vmg_agent_migration_ended,
};

static void
use_config(gpointer data, VmgConfig *config)
{
    VmgAgent *agent = data;
    g_autofree char *uri = vmg_credentials_uri(config);

    vmg_config_free(agent->config);
    agent->config = config;
    set_tick(agent);
    vmg_outgoing_configure(agent->outgoing, config);
    vmg_member_configure(agent->member, config);
    on_guests_rolled(agent);
    agent->news = TRUE;
    vmg_connection_set_uri(agent->connection, uri);
    on_tick(agent);
}

static gboolean
on_reload(gpointer data)
{
    VmgAgent *agent = data;

    vmg_notify_reloading(agent->notify_socket);
    vmg_config_watch_reload(agent->config_watch);
    if (agent->ready)
        vmg_notify(agent->notify_socket, "READY=1");
    return G_SOURCE_CONTINUE;
}

static gboolean
on_end(gpointer data)
{
    VmgAgent *agent = data;

    g_main_loop_quit(agent->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean
is_idle(const VmgAgent *agent)
{
    return vmg_connection_is_idle(agent->connection) && !vmg_guests_are_busy(agent->guests) &&
           vmg_cpu_reader_is_idle(agent->cpu_reader) && vmg_outgoing_is_idle(agent->outgoing) &&
           vmg_arrivals_is_idle(agent->arrivals) && vmg_links_watch_is_idle(agent->links_watch) &&
           vmg_decisions_is_idle(agent->decisions) && vmg_metrics_is_idle(agent->metrics) &&
           vmg_admissions_is_idle(agent->admissions) && vmg_member_is_idle(agent->member);
}

static gboolean
on_end_timeout(gpointer data)
{
    *(gboolean *)data = TRUE;
    return G_SOURCE_REMOVE;
}

/* Closes the connection to libvirt without waiting for long. */
static gboolean
end(VmgAgent *agent)
{
    gboolean late = FALSE;
    guint timeout = g_timeout_add_seconds(END_SECONDS, on_end_timeout, &late);

    vmg_notify(agent->notify_socket, "STOPPING=1");
    g_clear_pointer(&agent->notify_socket, g_free);
    g_clear_handle_id(&agent->tick, g_source_remove);
    g_clear_handle_id(&agent->guests_changed, g_source_remove);
    g_clear_handle_id(&agent->list_changed, g_source_remove);
    vmg_connection_close(agent->connection);
    while (!late && !is_idle(agent))
        g_main_context_iteration(NULL, TRUE);
    if (!late)
        g_source_remove(timeout);
    return is_idle(agent);
}

gboolean
vmg_agent_run(VmgAgent *agent)
{
    g_unix_signal_add(SIGHUP, on_reload, agent);
    g_unix_signal_add(SIGTERM, on_end, agent);
    g_unix_signal_add(SIGINT, on_end, agent);
    set_tick(agent);
    g_main_loop_run(agent->loop);
    return end(agent);
}

/* Makes the ledger's directory if it is missing. Otherwise the hook makes the directory when it
 * admits the first guest, and the agent does not see when the entry of that guest is removed. */
static gboolean
watch_ledger(VmgAgent *agent, GError **error)
{
    const char *ledger = agent->paths->ledger;

    agent->ledger_watch = vmg_file_watch_new_removals(ledger, on_entry_removed, agent, error);
    return agent->ledger_watch && vmg_ledger_make(ledger, error) &&
           vmg_file_watch_renew(agent->ledger_watch, error);
}

static gboolean
watch(VmgAgent *agent, char *files, GError **error)
{
    agent->config_watch = vmg_config_watch_new(agent->paths, agent->config, files, agent->say,
                                               use_config, agent, error);
    if (!agent->config_watch)
        return FALSE;
    agent->links_watch = vmg_links_watch(on_links, agent, error);
    if (!agent->links_watch)
        return FALSE;
    agent->known.storage = vmg_storage_watch_new(agent->say, on_facts_changed, agent, error);
    if (!agent->known.storage)
        return FALSE;
    agent->looker = vmg_looker_new(agent->paths->probe, error);
    if (!agent->looker)
        return FALSE;
    agent->status_watch =
        vmg_file_watch_new(agent->paths->status_file, on_status_changed, agent, error);
    agent->exemptions_watch =
        vmg_file_watch_new(agent->paths->exemptions, on_exemptions_changed, agent, error);
    return agent->status_watch && agent->exemptions_watch && watch_ledger(agent, error);
}

VmgAgent *
vmg_agent_new(const VmgPaths *paths, VmgConfig *config, char *files, GError **error)
{
    g_autoptr(VmgAgent) agent = g_new0(VmgAgent, 1);
    g_autofree char *uri = NULL;

    agent->paths = paths;
    agent->config = config;
    agent->loop = g_main_loop_new(NULL, FALSE);
    agent->say = agent->known.say = vmg_say_new();
    agent->known.migration = vmg_migration_facts_new(VMG_QEMU_CONF, on_facts_changed, agent);
    agent->metrics = vmg_metrics_new(agent->say);
    agent->decisions = vmg_decisions_new(paths, agent->say, agent->metrics, error);
    if (!agent->decisions)
        return NULL;
    agent->arrivals = vmg_arrivals_new(agent->paths->ledger, agent->decisions);
    agent->admissions = vmg_admissions_new(agent->paths->ledger, daemons, vmg_agent_looked, agent);
    agent->guests = vmg_guests_new(paths->bandwidth, agent->say, &guests_events, agent);
    agent->outgoing = vmg_outgoing_new(agent->decisions, &outgoing_events, agent);
    vmg_outgoing_configure(agent->outgoing, config);
    agent->member = vmg_member_new(agent->say, paths->peers);
    vmg_member_configure(agent->member, config);
    agent->publisher = vmg_publisher_new(paths->facts_file);
    agent->damper = vmg_damper_new(tell_guests, agent);
    agent->notify_socket = g_strdup(g_getenv("NOTIFY_SOCKET"));
    agent->watchdog_seconds =
        vmg_notify_watchdog_seconds(g_getenv("WATCHDOG_USEC"), g_getenv("WATCHDOG_PID"));
    if (!watch(agent, files, error))
        return NULL;
    agent->cpu_reader = vmg_cpu_reader_new(on_cpu, agent);
    vmg_virt_error_be_quiet();
    vmg_events_register();
    uri = vmg_credentials_uri(config);
    agent->connection = vmg_connection_new(uri, agent->say, &vmg_agent_events, agent);
    on_tick(agent);
    return g_steal_pointer(&agent);
}

void
vmg_agent_free(VmgAgent *agent)
{
    if (!agent)
        return;
    vmg_config_watch_free(agent->config_watch);
    vmg_file_watch_free(agent->status_watch);
    vmg_file_watch_free(agent->exemptions_watch);
    vmg_file_watch_free(agent->ledger_watch);
    vmg_links_watch_free(agent->links_watch);
    vmg_outgoing_free(agent->outgoing);
    vmg_damper_free(agent->damper);
    vmg_guests_free(agent->guests);
    vmg_arrivals_free(agent->arrivals);
    vmg_admissions_free(agent->admissions);
    vmg_decisions_free(agent->decisions);
    vmg_metrics_free(agent->metrics);
    vmg_member_free(agent->member);
    vmg_snapshot_unref(agent->facts);
    vmg_connection_free(agent->connection);
    vmg_cpu_reader_free(agent->cpu_reader);
    vmg_looker_free(agent->looker);
    vmg_publisher_free(agent->publisher);
    vmg_known_clear(&agent->known);
    vmg_signing_clear(&agent->signing);
    vmg_config_free(agent->config);
    vmg_say_free(agent->say);
    g_main_loop_unref(agent->loop);
    g_free(agent->notify_socket);
    g_free(agent->said);
    g_free(agent);
}
