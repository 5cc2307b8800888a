/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ends the ledger's entries whose guests libvirt does not have, and lists the guests that it
 * has. docs/architecture.md, "The ledger", has the states of an entry. */
#pragma once

#include "agent/facts/commitments.h"
#include "agent/virt/inventory.h"

typedef struct VmgAdmissions VmgAdmissions;

/* LEDGER is the ledger's directory, DAEMONS are the names of libvirt's processes
 * (NULL-terminated); both must stay. LOOKED gets each inventory, to own, NULL
 * and an error if libvirt does not list its guests; AGAIN says that a look was asked for
 * meanwhile. */
VmgAdmissions *vmg_admissions_new(const char *ledger, const char *const *daemons,
                                  void (*looked)(gpointer data, VmgInventory *inventory,
                                                 const GError *error, gboolean again),
                                  gpointer data);
/* Not before vmg_admissions_is_idle(). */
void vmg_admissions_free(VmgAdmissions *admissions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgAdmissions, vmg_admissions_free)

/* Asks libvirt for all guests and ends the entries that this proves to be over. Only notes the
 * wish while a look is under way. */
void vmg_admissions_look(VmgAdmissions *admissions, virConnect *connect);
gboolean vmg_admissions_is_idle(const VmgAdmissions *admissions);

/* Ends the entries of guests that FACTS, which must have been written, list as running by a
 * look of COMMITMENTS that is later than the entry's preparation. */
void vmg_admissions_settle(const char *ledger, const VmgHost *facts,
                           const VmgCommitments *commitments);
