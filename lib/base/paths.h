/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files and directories that the guard uses. ./configure sets them; only tests use others. */
#pragma once

typedef struct {
    const char *config_file;
    const char *config_directory;
    const char *facts_file;  /* host.xml, written by the agent */
    const char *ledger;      /* the directory of the ledger: one file for each arriving guest */
    const char *status_file; /* this host's status, as the administrator set it */
    const char *modules;     /* the directory of check modules */
    const char *exemptions;  /* the file of exemptions, which the command line writes */
    /* the file to which hooks append decisions; the agent takes this file away */
    const char *decisions;
    /* the file of decisions that the agent keeps; PATH.1 and PATH.2 are older */
    const char *history;
    /* the file of the bandwidths (MiB/s) that the agent has set for guests */
    const char *bandwidth;
    const char *peers; /* the directory with what the registry says about other hosts */
    /* the file in which the agent describes itself: its process, its configuration */
    const char *agent;
    const char *probe; /* the socket on which the agent answers hooks */
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
