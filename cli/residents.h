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
    char *problem;      /* why they are not known, in the reader's language; NULL = they are */
} VmgResidents;

/* The guests of each of PEERS (VmgPeer *), VmgResidents *, in the order of PEERS. HOSTS are names
 * or UUIDs of the hosts whose guests are read; NULL = all. Fails if there is no such host, if the
 * registry does not answer, or if so many guests and hosts would have to be compared that it would
 * take minutes. PEERS must outlive the result. Free with g_ptr_array_unref(). */
GPtrArray *vmg_cli_residents(const VmgConfig *config, const GPtrArray *peers, char **hosts,
                             GError **error);
/* Judges for each other host of PEERS whether GUEST, one of RESIDENTS, can go there. Returns what
 * vmg_cli_fits() returns. */
GPtrArray *vmg_residents_fits(const VmgResidents *residents, const VmgRunning *guest,
                              const VmgConfig *config, const GPtrArray *peers, GError **error);
