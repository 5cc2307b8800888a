/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of the agent, for the agent's own files. */
#pragma once

#include "agent/agent.h"
#include "agent/base/file-watch.h"
#include "agent/base/say.h"
#include "agent/config.h"
#include "agent/facts/damper.h"
#include "agent/facts/known.h"
#include "agent/facts/publish.h"
#include "agent/facts/signing.h"
#include "agent/guests/guests.h"
#include "agent/migrations/admissions.h"
#include "agent/migrations/arrivals.h"
#include "agent/migrations/outgoing.h"
#include "agent/network/links.h"
#include "agent/registry/member.h"
#include "agent/report/decisions.h"
#include "agent/report/metrics.h"
#include "agent/storage/looker.h"
#include "agent/virt/connection.h"
#include "agent/virt/cpu-reader.h"

struct VmgAgent {
    const VmgPaths *paths;
    VmgConfig *config;
    GMainLoop *loop;
    VmgSay *say;
    VmgConnection *connection;
    /* a reference that the agent itself holds; NULL while libvirt does not answer */
    virConnect *connect;
    VmgCpuReader *cpu_reader;
    VmgLooker *looker;
    VmgGuests *guests;
    VmgMetrics *metrics;
    VmgDecisions *decisions;
    VmgArrivals *arrivals;
    VmgAdmissions *admissions;
    VmgSnapshot *facts; /* the facts that were published last; NULL until facts are published */
    VmgOutgoing *outgoing;
    VmgMember *member;
    VmgLinksWatch *links_watch;
    VmgFileWatch *status_watch;
    VmgFileWatch *exemptions_watch;
    VmgFileWatch *ledger_watch;
    VmgConfigWatch *config_watch;
    VmgPublisher *publisher;
    VmgDamper *damper;
    char *notify_socket;
    char *said;             /* the status that systemd was told last */
    guint watchdog_seconds; /* seconds between two messages WATCHDOG=1 to systemd; 0 = never */
    guint tick;             /* the source of the timer that calls on_tick() */
    gint64 cpu_due;         /* monotonic, seconds: the next time to ask libvirt for the CPU */
    guint guests_changed;   /* the source of the timer; 0 = no guest has changed */
    guint list_changed;     /* the source of the timer; 0 = the list of guests has not changed */
    gboolean ready;
    VmgKnown known;
    VmgSigning signing;
    gboolean news; /* stamps must be written although the facts have not changed */
};

/* Makes the facts, passes changes on to the guests' stamps, and writes host.xml. If nothing has
 * changed, host.xml is written only if DUE is TRUE. */
void vmg_agent_publish(VmgAgent *agent, gboolean due);
/* Publishes at once that a migration has ended, because a manager that waits until it may start the
 * next migration asks again within milliseconds. DATA is the agent. */
void vmg_agent_migration_ended(gpointer data);
/* Tells systemd this host's status and the number of its guests. */
void vmg_agent_say_status(VmgAgent *agent);

/* libvirt-events.c */
/* Lists all guests, and ends the ledger's entries of guests that do not arrive any more. */
void vmg_agent_look(VmgAgent *agent);
void vmg_agent_looked(gpointer data, VmgInventory *inventory, const GError *error, gboolean again);
extern const VmgConnectionEvents vmg_agent_events;
