/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections to the hosts that guests leave: to this host, or, if a guest comes back, to the
 * host from which it comes. */
#pragma once

#include "cli/evacuate/task.h"
#include "config/config.h"

#include <libvirt/libvirt.h>

typedef struct VmgSource VmgSource;

/* URI is the pattern for other hosts, with %s for the name of the host. CONFIG and URI must
 * outlive the result. */
VmgSource *vmg_source_new(const VmgConfig *config, const char *uri);
void vmg_source_free(VmgSource *source);
/* Finds the guest of TASK over a new connection, which another thread may use: with libvirt 9.0
 * a thread that shares a connection can wait for ever for an answer that has already arrived.
 * NULL if libvirt does not answer now. Free with virDomainFree(). */
virDomain *vmg_source_find_alone(const VmgSource *source, const VmgTask *task);
/* Finds the guest of TASK on the host that the guest leaves. If that is this host, and its
 * libvirt does not answer because it was stopped, waits up to a minute until it answers again.
 * Returns NULL if the guest does not run on that host, or if libvirt does not answer. *REACHED
 * is set to whether libvirt answers. Free with virDomainFree(). */
virDomain *vmg_source_find(VmgSource *source, const VmgTask *task, gboolean *reached);
