/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of an evacuation: a file with its options and the state of each guest. With this
 * file an evacuation can be resumed after it was killed, and the guests can be brought back
 * later. */
#pragma once

#include "cli/evacuate/task.h"

/* The options of the command evacuate, with the same names. */
typedef struct {
    char **to;      /* names of allowed destinations; NULL: all hosts */
    char *uri;      /* URI of a destination's libvirt; %s stands for the name of the host */
    gint limit;     /* guests that migrate at the same time; 0 = the limit of guard.conf */
    gint timeout;   /* seconds that one migration may take; 0 = computed from the guest's memory */
    gint bandwidth; /* MiB/s; 0 = the bandwidth of guard.conf */
    gboolean direct, auto_converge;
} VmgEvacuateOptions;

typedef struct {
    VmgEvacuateOptions options;
    gboolean ended;   /* the command has finished; FALSE if it was killed or interrupted */
    GPtrArray *tasks; /* VmgTask * */
} VmgEvacuation;

VmgEvacuation *vmg_evacuation_new(void);
void vmg_evacuation_free(VmgEvacuation *evacuation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgEvacuation, vmg_evacuation_free)

/* The task of the guest UUID; NULL if there is none. */
VmgTask *vmg_evacuation_find(const VmgEvacuation *evacuation, const char *uuid);

/* Reads PATH. NULL without an error if there is no such file. */
VmgEvacuation *vmg_evacuation_read(const char *path, GError **error);
/* Replaces PATH. */
gboolean vmg_evacuation_write(const VmgEvacuation *evacuation, const char *path, GError **error);
