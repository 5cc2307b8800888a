/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ends the ledger's entries of guests that do not arrive any more, and lists the guests that
 * libvirt has. docs/architecture.md, "lib/ledger", has the states of an entry. */
#pragma once

#include "agent/facts/commitments.h"
#include "agent/virt/inventory.h"

typedef struct VmgAdmissions VmgAdmissions;

/* LEDGER is the ledger's directory, DAEMONS are the names of libvirt's daemons (NULL-terminated);
 * both must outlive the result. LOOKED is called after each look and owns INVENTORY. If libvirt
 * does not list its guests, INVENTORY is NULL and ERROR is set. AGAIN is TRUE if another look was
 * asked for meanwhile. */
VmgAdmissions *vmg_admissions_new(const char *ledger, const char *const *daemons,
                                  void (*looked)(gpointer data, VmgInventory *inventory,
                                                 const GError *error, gboolean again),
                                  gpointer data);
/* Call this only when vmg_admissions_is_idle() returns TRUE. */
void vmg_admissions_free(VmgAdmissions *admissions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgAdmissions, vmg_admissions_free)

/* Asks libvirt for all guests, and ends each entry whose guest certainly does not arrive any more.
 * If an earlier look has not ended yet, only notes that another look is needed. */
void vmg_admissions_look(VmgAdmissions *admissions, virConnect *connect);
gboolean vmg_admissions_is_idle(const VmgAdmissions *admissions);

/* Ends the entries of guests that run. An entry is ended only if FACTS lists its guest as running,
 * and if the guest was looked at for COMMITMENTS after the entry was prepared. Call this only after
 * FACTS was written to host.xml. */
void vmg_admissions_settle(const char *ledger, const VmgHost *facts,
                           const VmgCommitments *commitments);
