/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The libvirts that guests leave: this host's, and for guests that come back those of others. */
#pragma once

#include "cli/evacuate/task.h"
#include "config/config.h"

#include <libvirt/libvirt.h>

typedef struct VmgSource VmgSource;

/* URI is that of another host, with %s for its name. Both arguments must outlive it. */
VmgSource *vmg_source_new(const VmgConfig *config, const char *uri);
void vmg_source_free(VmgSource *source);
/* The guest of TASK over a connection of its own, for another thread: with libvirt 9.0
 * a thread that shares a connection can wait for ever for an answer that came. NULL if libvirt does
 * not answer now. Free with virDomainFree(). */
virDomain *vmg_source_find_alone(const VmgSource *source, const VmgTask *task);
/* The guest of TASK, if it runs there. A libvirt that has ended is waited for, up to a minute. NULL
 * if the guest does not run there, or if *REACHED says that libvirt does not answer. Free with
 * virDomainFree(). */
virDomain *vmg_source_find(VmgSource *source, const VmgTask *task, gboolean *reached);
