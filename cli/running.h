/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A guest of this host as libvirt has it, ready to be judged. */
#pragma once

#include "decide/judge.h"

#include <libvirt/libvirt.h>

typedef struct {
    char *name;
    char *xml; /* as it is now */
    gsize len;
    VmgGuest *configured; /* as it is when it is started next; NULL = not known */
    guint32 doing;        /* VMG_SOURCE_*, see cli/doing.h */
} VmgRunning;

/* Errors are libvirt's words. */
VmgRunning *vmg_running_new(virDomain *domain, GError **error);
void vmg_running_free(VmgRunning *running);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgRunning, vmg_running_free)

/* All guests that run on the host of CONFIG, VmgRunning *, sorted by name. One that ends meanwhile
 * is left out. Free with g_ptr_array_unref(). */
GPtrArray *vmg_cli_running(const VmgConfig *config, GError **error);
/* Whether RUNNING may leave, to whom is not said: the question without a destination. CONFIG, PATHS
 * and RUNNING must outlive it. */
VmgQuestion vmg_running_question(const VmgRunning *running, const VmgConfig *config,
                                 const VmgPaths *paths);
