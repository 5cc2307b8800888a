/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes host.xml. Nothing else writes this file. */
#pragma once

#include "agent/facts/snapshot.h"

typedef struct VmgPublisher VmgPublisher;

/* Continues with the generation in the file PATH. The generation rises only if the content of a
 * stamp changes, also over restarts of the agent. */
VmgPublisher *vmg_publisher_new(const char *path);
void vmg_publisher_free(VmgPublisher *publisher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgPublisher, vmg_publisher_free)

/* What a stamp contains about HOST, without the generation. Free with g_free(). */
char *vmg_publisher_essence(const VmgHost *host);
/* Takes HOST over, sets its generation and time, and returns it as the present facts. *CHANGED:
 * the content of a stamp has changed. Free with vmg_snapshot_unref(). */
VmgSnapshot *vmg_publisher_take(VmgPublisher *publisher, VmgHost *host, gboolean *changed);
/* Writes the facts: TEXT, all of a host as a document. */
gboolean vmg_publisher_write(const VmgPublisher *publisher, const char *text, GError **error);
