/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds out on which address and ports guests arrive at this host: from the settings in qemu.conf,
 * and from the settings that libvirt's daemon really uses. The two can differ, because the daemon
 * reads qemu.conf only when it starts. */
#pragma once

#include "agent/base/say.h"
#include "agent/network/resolver.h"
#include "agent/virt/qemu-conf.h"
#include "config/config.h"
#include "host/host.h"

typedef struct {
    VmgResolver *resolver;
    char *path;         /* of qemu.conf */
    gint64 changed;     /* ctime of qemu.conf, nanoseconds; 0 = not read yet */
    VmgQemuConf file;   /* the settings in qemu.conf */
    VmgQemuConf used;   /* the settings that libvirt's daemon uses */
    gboolean known;     /* whether `used` is known */
    int daemon;         /* the process of libvirt's daemon; 0 = unknown */
    gint64 daemon_time; /* when libvirt's daemon started, nanoseconds since 1970 */
} VmgMigrationFacts;

/* CHANGED(data) is called when a name in qemu.conf has another address than before. */
VmgMigrationFacts *vmg_migration_facts_new(const char *qemu_conf, void (*changed)(gpointer data),
                                           gpointer data);
void vmg_migration_facts_free(VmgMigrationFacts *facts);

/* Reads qemu.conf again if the file has changed, and finds out which settings libvirt's daemon
 * uses: DAEMON is the daemon's process, 0 = unknown. */
void vmg_migration_facts_read(VmgMigrationFacts *facts, VmgSay *say, int daemon);
/* The TCP ports on which migrations into this host arrive. */
VmgPorts vmg_migration_facts_ports(const VmgMigrationFacts *facts);
/* Fills in the part of HOST about migrations. HOST's networks must be known. */
void vmg_migration_facts_fill_in(const VmgMigrationFacts *facts, const VmgConfig *config,
                                 VmgHost *host);
/* The name of the migration network: the network that [migration] network names; if this is not
 * set, the network with the role migration; if there is none, the management network; NULL if there
 * is none either. *CONFIGURED is TRUE if guard.conf names the network or gives it the role. */
const char *vmg_migration_facts_network(const VmgConfig *config, const struct vmg_host *host,
                                        gboolean *configured);
