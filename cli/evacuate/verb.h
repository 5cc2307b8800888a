/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The two directions of the command evacuate: away from this host, and back. */
#pragma once

#include "cli/evacuate/record.h"

typedef struct {
    VmgEvacuateOptions given;
    gboolean dry_run, resume, back, json, unmanaged_anyway;
} VmgEvacuateVerb;

/* vmg_evacuate_away() and vmg_evacuate_back() print the result and return an exit status. */
int vmg_evacuate_away(const VmgEvacuateVerb *verb, const char *host);
int vmg_evacuate_back(const VmgEvacuateVerb *verb);

/* The URI under which most libvirts can be reached. %s stands for the name of the host. */
#define VMG_EVACUATE_URI "qemu+tls://%s/system"

/* Sets each option that is not set in OPTIONS to its value in BEFORE. If BEFORE is NULL or does
 * not have the option, sets it to its default. */
void vmg_evacuate_options_fill(VmgEvacuateOptions *options, const VmgEvacuateOptions *before);
/* Takes the lock that prevents a second evacuation of this host at the same time. Returns a file
 * descriptor. Returns -1 after printing the reason if that fails. */
int vmg_evacuate_lock(void);
