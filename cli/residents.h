/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guests of the whole cluster, as the agents of their hosts have published them. */
#pragma once

#include "cli/fit.h"
#include "cli/running.h"
#include "config/config.h"

/* The guests of one host. */
typedef struct {
    const VmgPeer *host;
    gboolean wanted;    /* whether this host's guests were asked for */
    GPtrArray *running; /* VmgRunning *, sorted by name; empty if they are not known */
    /* why the guests are not known, in the reader's language; NULL if they are known */
    char *problem;
} VmgResidents;

/* Reads the guests of each of PEERS (VmgPeer *). Returns VmgResidents * in the order of PEERS.
 * HOSTS has the names or UUIDs of the hosts whose guests are read; NULL means all hosts. Returns
 * NULL and an error if a host of HOSTS does not exist, if the registry does not answer, or if
 * there are so many pairs of a guest and a host that judging them would take minutes. PEERS must
 * outlive the result. Free with g_ptr_array_unref(). */
GPtrArray *vmg_cli_residents(const VmgConfig *config, const GPtrArray *peers, char **hosts,
                             GError **error);
/* Judges for each other host of PEERS whether GUEST, one of RESIDENTS, can go there. The result
 * is that of vmg_cli_fits(). */
GPtrArray *vmg_residents_fits(const VmgResidents *residents, const VmgRunning *guest,
                              const VmgConfig *config, const GPtrArray *peers, GError **error);
