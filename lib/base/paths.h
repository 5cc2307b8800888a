/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where things are. Set when configured; only tests use others. */
#pragma once

typedef struct {
    const char *config_file;
    const char *config_directory;
    const char *facts_file;  /* host.xml, written by the agent */
    const char *ledger;      /* the directory of incoming guests */
    const char *status_file; /* administrative status of this host */
    const char *modules;     /* the directory of further checks */
    const char *exemptions;  /* what root lets through for a time */
    const char *decisions;   /* what hooks append, until the agent takes it */
    const char *history;     /* where the agent keeps it; and .1, .2 */
    const char *bandwidth;   /* the MiB/s that the agent limits guests to */
    const char *peers;       /* the directory of what was heard of other hosts */
    const char *agent;       /* what the agent says about itself */
    const char *probe;       /* the socket at which the agent answers hooks */
} VmgPaths;

#define VMG_PATHS_INSTALLED                                                                        \
    {                                                                                              \
        .config_file = VMG_CONFDIR "/guard.conf", .config_directory = VMG_CONFDIR "/guard.conf.d", \
        .facts_file = VMG_RUNDIR "/host.xml", .ledger = VMG_RUNDIR "/incoming",                    \
        .status_file = VMG_STATEDIR "/status", .modules = VMG_MODULEDIR,                           \
        .exemptions = VMG_STATEDIR "/exemptions", .decisions = VMG_RUNDIR "/decisions",            \
        .history = VMG_STATEDIR "/decisions", .bandwidth = VMG_RUNDIR "/bandwidth",                \
        .peers = VMG_RUNDIR "/peers", .agent = VMG_RUNDIR "/agent", .probe = VMG_RUNDIR "/probe",  \
    }
