/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an evacuation was told to do and how far it got, kept in a file: so that it can go on after
 * it was killed, and bring the guests back later. */
#pragma once

#include "cli/evacuate/task.h"

/* As the options of the same names say. */
typedef struct {
    char **to;      /* names of hosts; NULL: all */
    char *uri;      /* of a destination's libvirt; %s is the name of the host */
    gint limit;     /* guests at a time; 0 = as guard.conf says */
    gint timeout;   /* seconds; 0 = by the guest's memory */
    gint bandwidth; /* MiB/s; 0 = as guard.conf says */
    gboolean direct, auto_converge;
} VmgEvacuateOptions;

typedef struct {
    VmgEvacuateOptions options;
    gboolean ended;   /* not by being killed */
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
