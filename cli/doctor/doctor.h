/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of doctor. Each part examines one side of the installation and adds findings. */
#pragma once

#include "base/paths.h"
#include "config/config.h"
#include "decide/verdict.h"
#include "host/agent-state.h"
#include "host/host.h"

/* The topics that doctor examines. Each topic has one label, whatever is found. */
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
    VmgConfig *config;    /* the configuration, as far as it can be read */
    gboolean is_broken;   /* the configuration has an error, so the guard can't decide */
    GBytes *key;          /* NULL if there is no key */
    VmgAgentState *agent; /* NULL if the agent's state is not known */
    VmgHost *facts;       /* NULL if there are no facts, or if they are too old */
    VmgVerdict *verdict;  /* the findings */
} Doctor;

#define DOCTOR_INSTALL _("install the package virt-migration-guard again")

/* Adds a finding to TOPIC. RESULT is one of enum vmg_result. FIX may be NULL. Takes ownership of
 * FOUND. */
void doctor_add(const Doctor *doctor, DoctorTopic topic, int result, char *found, const char *fix);

/* As doctor_add(), but the finding also says what is WANTED (may be NULL). All texts are copied. */
void doctor_add_wanted(const Doctor *doctor, DoctorTopic topic, int result, const char *wanted,
                       const char *found, const char *fix);

/* Whether PATH is a regular file that only root can write and that has the permission BITS. If not,
 * *WHY is set to the reason; free with g_free(). */
gboolean doctor_is_trusted(const char *path, mode_t bits, char **why);
/* Appends NAME to a list of names. */
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
