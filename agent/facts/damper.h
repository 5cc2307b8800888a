/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Delays what the guests' stamps say about the host. If a network or a storage domain is lost,
 * the stamps say so only after some seconds, and not at all if it comes back meanwhile.
 * Otherwise a link that flaps would have all guests stamped again and again. host.xml shows the
 * loss at once. */
#pragma once

#include "agent/facts/snapshot.h"

typedef struct VmgDamper VmgDamper;

/* TELL is called on the main loop with the facts for the stamps. URGENT is TRUE if something else
 * than networks and storage has changed, for example the status that an administrator has set. */
VmgDamper *vmg_damper_new(void (*tell)(gpointer data, VmgSnapshot *snapshot, gboolean urgent),
                          gpointer data);
void vmg_damper_free(VmgDamper *damper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgDamper, vmg_damper_free)

/* SNAPSHOT has the present facts, as vmg_publisher_take() made it. If NEWS is TRUE, TELL is called
 * even if nothing has changed. */
void vmg_damper_put(VmgDamper *damper, VmgSnapshot *snapshot, gboolean news);

/* Whether NOW differs from TOLD only in networks and storage domains that are up in TOLD, and
 * down or missing in NOW. */
gboolean vmg_damper_is_loss(const VmgSnapshot *told, const VmgSnapshot *now);
/* Whether NOW differs from TOLD only in networks and storage domains. */
gboolean vmg_damper_is_around(const VmgSnapshot *told, const VmgSnapshot *now);
