/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one writer of host.xml. */
#pragma once

#include "agent/facts/snapshot.h"

typedef struct VmgPublisher VmgPublisher;

/* Goes on from what PATH says: the generation only rises when what a stamp
 * carries is not what it was, over restarts of the agent too. */
VmgPublisher *vmg_publisher_new(const char *path);
void vmg_publisher_free(VmgPublisher *publisher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgPublisher, vmg_publisher_free)

/* What a stamp carries of HOST, without the generation. Free with g_free(). */
char *vmg_publisher_essence(const VmgHost *host);
/* Takes HOST over, sets its generation and time, and returns it as the facts from now
 * on. *CHANGED: what a stamp carries is not what was last taken. Free with
 * vmg_snapshot_unref(). */
VmgSnapshot *vmg_publisher_take(VmgPublisher *publisher, VmgHost *host, gboolean *changed);
/* Writes the facts. */
gboolean vmg_publisher_write(const VmgPublisher *publisher, const VmgSnapshot *snapshot,
                             GError **error);
