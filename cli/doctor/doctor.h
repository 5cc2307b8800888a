/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* doctor, in parts: each looks at one side of the installation and adds what it found. */
#pragma once

#include "base/paths.h"
#include "config/config.h"
#include "decide/verdict.h"
#include "host/agent-state.h"
#include "host/host.h"

/* What is looked at. Each has one constant label, whatever is found. */
typedef enum {
    DOCTOR_HOOK,
    DOCTOR_POLICY,
    DOCTOR_OTHER_HOOKS,
    DOCTOR_VDSM_HOOKS,
    DOCTOR_DAEMON,
    DOCTOR_CONFIGURATION,
    DOCTOR_MODE,
    DOCTOR_CHECKS,
    DOCTOR_UNDECIDED,
    DOCTOR_KEY,
    DOCTOR_MODULES,
    DOCTOR_EXEMPTIONS,
    DOCTOR_PACEMAKER,
    DOCTOR_AGENT,
    DOCTOR_BOOT,
    DOCTOR_AGENT_CONFIGURATION,
    DOCTOR_FACTS,
    DOCTOR_STATUS,
    DOCTOR_STATE_FILES,
    DOCTOR_METRICS,
    DOCTOR_CLOCK,
    DOCTOR_MIGRATION_NETWORK,
    DOCTOR_NETWORKS,
    DOCTOR_STORAGE,
    DOCTOR_REGISTRY,
    DOCTOR_LIBVIRT,
    DOCTOR_GUESTS,
    DOCTOR_TOPICS,
} DoctorTopic;

typedef struct {
    VmgPaths paths;
    VmgConfig *config;    /* what of it can be read */
    gboolean is_broken;   /* it has an error, so that nothing is decided */
    GBytes *key;          /* NULL if there is none */
    VmgAgentState *agent; /* NULL if it is not known */
    VmgHost *facts;       /* NULL if there are none that count */
    VmgVerdict *verdict;  /* what was found */
} Doctor;

#define DOCTOR_INSTALL _("install the package virt-migration-guard again")

/* FIX may be NULL; FOUND is taken over. */
void doctor_add(const Doctor *doctor, DoctorTopic topic, int result, char *found, const char *fix);

/* The same where the label does not say what was WANTED; all texts are copied. */
void doctor_add_wanted(const Doctor *doctor, DoctorTopic topic, int result, const char *wanted,
                       const char *found, const char *fix);

/* Whether PATH is a regular file that only root can write, with the permission BITS. If it is
 * not, *WHY says why; free with g_free(). */
gboolean doctor_is_trusted(const char *path, mode_t bits, char **why);
/* Adds NAME to the list of names TEXT. */
void doctor_append_name(GString *text, const char *name);

void doctor_look_at_hooks(const Doctor *doctor);
/* Fills in the configuration and the key. */
void doctor_look_at_configuration(Doctor *doctor);
/* Fills in what the agent says about itself, and its facts. */
void doctor_look_at_agent(Doctor *doctor);
void doctor_look_at_files(const Doctor *doctor);
void doctor_look_at_networks(const Doctor *doctor);
void doctor_look_at_registry(const Doctor *doctor);
void doctor_look_at_guests(const Doctor *doctor);
