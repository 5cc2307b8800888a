/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where libvirt's migrations into this host go: qemu.conf, and what of it the
 * running daemon has read, which it does only when it starts. */
#pragma once

#include "agent/base/say.h"
#include "agent/network/resolver.h"
#include "agent/virt/qemu-conf.h"
#include "config/config.h"
#include "host/host.h"

typedef struct {
    VmgResolver *resolver;
    char *path;         /* of qemu.conf */
    gint64 changed;     /* the file's ctime, nanoseconds; 0 = not read yet */
    VmgQemuConf file;   /* what it says */
    VmgQemuConf used;   /* what the daemon has read */
    gboolean known;     /* whether that is known */
    int daemon;         /* its process; 0 = unknown */
    gint64 daemon_time; /* when it started, nanoseconds since the epoch */
} VmgMigrationFacts;

/* CHANGED(data) is called when a name in qemu.conf means another address than before. */
VmgMigrationFacts *vmg_migration_facts_new(const char *qemu_conf, void (*changed)(gpointer data),
                                           gpointer data);
void vmg_migration_facts_free(VmgMigrationFacts *facts);

/* Looks at the file, and at the daemon's process (0 = unknown), anew. */
void vmg_migration_facts_read(VmgMigrationFacts *facts, VmgSay *say, int daemon);
/* The TCP ports that migrations into this host take. */
VmgPorts vmg_migration_facts_ports(const VmgMigrationFacts *facts);
/* Fills in HOST's part; its networks are known. */
void vmg_migration_facts_fill_in(const VmgMigrationFacts *facts, const VmgConfig *config,
                                 VmgHost *host);
/* The migration network's name: [migration] network, else the one with role
 * migration, else the management network; NULL where there is none. *CONFIGURED:
 * one of the first two. */
const char *vmg_migration_facts_network(const VmgConfig *config, const struct vmg_host *host,
                                        gboolean *configured);
