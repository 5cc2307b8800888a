/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent consists of, for the files that it consists of. */
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
    virConnect *connect; /* its own; NULL while libvirt is away */
    VmgCpuReader *cpu_reader;
    VmgLooker *looker;
    VmgGuests *guests;
    VmgMetrics *metrics;
    VmgDecisions *decisions;
    VmgArrivals *arrivals;
    VmgAdmissions *admissions;
    VmgSnapshot *facts; /* as last published; NULL until then */
    VmgOutgoing *outgoing;
    VmgMember *member;
    VmgLinksWatch *links_watch;
    VmgFileWatch *status_watch;
    VmgConfigWatch *config_watch;
    VmgPublisher *publisher;
    VmgDamper *damper;
    char *notify_socket;
    char *said;             /* to it, of our status */
    guint watchdog_seconds; /* 0 = none */
    guint tick;             /* source */
    gint64 cpu_due;         /* monotonic, seconds: when libvirt is asked for the CPU again */
    guint guests_changed;   /* source; 0 = they did not */
    guint list_changed;     /* source; 0 = the list of guests did not */
    gboolean ready;
    VmgKnown known;
    VmgSigning signing;
    gboolean news; /* for the guests, that the facts do not show */
};

/* Makes the facts from what is known, tells the guests what is news to them,
 * and writes: news always, else only when it is time (DUE). */
void vmg_agent_publish(VmgAgent *agent, gboolean due);
/* A migration has ended, and the facts say so at once: whoever waits for its place asks
 * again within milliseconds. DATA is the agent. */
void vmg_agent_migration_ended(gpointer data);
/* Tells systemd how many guests there are, and how this host is. */
void vmg_agent_say_status(VmgAgent *agent);

/* libvirt-events.c */
/* Lists all guests, and ends what the ledger has of those that are not there. */
void vmg_agent_look(VmgAgent *agent);
void vmg_agent_looked(gpointer data, VmgInventory *inventory, const GError *error, gboolean again);
extern const VmgConnectionEvents vmg_agent_events;
