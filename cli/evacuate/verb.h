/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of the verb evacuate. */
#pragma once

#include "cli/evacuate/record.h"

typedef struct {
    VmgEvacuateOptions given;
    gboolean dry_run, resume, back, json, unmanaged_anyway;
} VmgEvacuateVerb;

/* Each returns an exit status, and prints what it has to say. */
int vmg_evacuate_away(const VmgEvacuateVerb *verb, const char *host);
int vmg_evacuate_back(const VmgEvacuateVerb *verb);

/* The name of a host in URI is %s; this is where most libvirts listen. */
#define VMG_EVACUATE_URI "qemu+tls://%s/system"

/* Fills what OPTIONS leaves open with what BEFORE (may be NULL) has, else with defaults. */
void vmg_evacuate_options_fill(VmgEvacuateOptions *options, const VmgEvacuateOptions *before);
/* Locks against a second evacuation of this host. Returns a file descriptor, or -1 and says why. */
int vmg_evacuate_lock(void);
