/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes host.xml. Nothing else writes this file. */
#pragma once

#include "agent/facts/snapshot.h"

typedef struct VmgPublisher VmgPublisher;

/* Makes the publisher of the file PATH. Stamps have a number called generation, which rises only
 * when facts of the host that are in stamps change. The publisher continues with the generation in
 * the file, so that the number does not start again when the agent is restarted. */
VmgPublisher *vmg_publisher_new(const char *path);
void vmg_publisher_free(VmgPublisher *publisher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgPublisher, vmg_publisher_free)

/* What a stamp contains about HOST, without the generation. Free with g_free(). */
char *vmg_publisher_essence(const VmgHost *host);
/* Takes HOST over, sets its generation and time, and returns it as the present facts. *CHANGED is
 * TRUE if facts that are in stamps have changed, and always at the first call. Free with
 * vmg_snapshot_unref(). */
VmgSnapshot *vmg_publisher_take(VmgPublisher *publisher, VmgHost *host, gboolean *changed);
/* Writes TEXT, the XML document with all facts, to host.xml. */
gboolean vmg_publisher_write(const VmgPublisher *publisher, const char *text, GError **error);
