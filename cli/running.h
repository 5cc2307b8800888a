/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A running guest, with everything that is needed to judge it. */
#pragma once

#include "decide/judge.h"

#include <libvirt/libvirt.h>

typedef struct {
    char *name;
    char *xml; /* the guest's present domain XML */
    gsize len;
    VmgGuest *configured; /* the guest as it will be after its next start; NULL = unknown */
    guint32 doing;        /* bits VMG_SOURCE_*, see cli/doing.h */
} VmgRunning;

/* Reads the guest from libvirt. Errors are libvirt's own words. */
VmgRunning *vmg_running_new(virDomain *domain, GError **error);
/* Makes a guest of another host from its domain XML. NULL and an error if XML is not a domain
 * XML. */
VmgRunning *vmg_running_of_xml(const char *xml, GError **error);
void vmg_running_free(VmgRunning *running);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgRunning, vmg_running_free)

/* Sorts RUNNING (VmgRunning *) by name. */
void vmg_running_sort(GPtrArray *running);
/* All guests that run on this host, VmgRunning *, sorted by name. CONFIG names the libvirt to
 * ask. A guest that ends during this call is left out. Free with g_ptr_array_unref(). */
GPtrArray *vmg_cli_running(const VmgConfig *config, GError **error);
/* The question for vmg_judge() whether RUNNING may leave its host, without a destination.
 * CONFIG, PATHS and RUNNING must outlive the question. */
VmgQuestion vmg_running_question(const VmgRunning *running, const VmgConfig *config,
                                 const VmgPaths *paths);
