/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the guests are told of the host. A network or a storage domain that is lost is
 * only told after some seconds, and not at all if it comes back meanwhile: a link that
 * flaps would have every guest stamped again and again. host.xml has it at once. */
#pragma once

#include "agent/facts/snapshot.h"

typedef struct VmgDamper VmgDamper;

/* TELL is called on the main loop with the facts that guests are to have from now on. URGENT:
 * not only networks and storage changed, but what an administrator decides, as the status. */
VmgDamper *vmg_damper_new(void (*tell)(gpointer data, VmgSnapshot *snapshot, gboolean urgent),
                          gpointer data);
void vmg_damper_free(VmgDamper *damper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgDamper, vmg_damper_free)

/* The facts are SNAPSHOT now, as vmg_publisher_take() made it. NEWS: guests are to be told
 * whatever is in it. */
void vmg_damper_put(VmgDamper *damper, VmgSnapshot *snapshot, gboolean news);

/* Whether NOW differs from TOLD in nothing but networks and storage domains that are up
 * there and down, missing or gone here. */
gboolean vmg_damper_is_loss(const VmgSnapshot *told, const VmgSnapshot *now);
/* Whether it differs in nothing but networks and storage domains. */
gboolean vmg_damper_is_around(const VmgSnapshot *told, const VmgSnapshot *now);
