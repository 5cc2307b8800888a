/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A running guest of this host, with all that is needed to judge it. */
#pragma once

#include "decide/judge.h"

#include <libvirt/libvirt.h>

typedef struct {
    char *name;
    char *xml; /* its domain XML now */
    gsize len;
    VmgGuest *configured; /* its domain XML after the next start; NULL = not known */
    guint32 doing;        /* bits VMG_SOURCE_*, see cli/doing.h */
} VmgRunning;

/* Reads the guest from libvirt. Errors are libvirt's own words. */
VmgRunning *vmg_running_new(virDomain *domain, GError **error);
/* The guest of the domain XML that XML is, of another host; an error if it is none. */
VmgRunning *vmg_running_of_xml(const char *xml, GError **error);
void vmg_running_free(VmgRunning *running);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgRunning, vmg_running_free)

/* Sorts RUNNING (VmgRunning *) by name. */
void vmg_running_sort(GPtrArray *running);
/* All guests that run on this host, VmgRunning *, sorted by name. CONFIG has the connection. A
 * guest that ends meanwhile is left out. Free with g_ptr_array_unref(). */
GPtrArray *vmg_cli_running(const VmgConfig *config, GError **error);
/* The question whether RUNNING may leave this host, without a destination. CONFIG, PATHS and
 * RUNNING must outlive the question. */
VmgQuestion vmg_running_question(const VmgRunning *running, const VmgConfig *config,
                                 const VmgPaths *paths);
