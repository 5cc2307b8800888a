/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The functions that guest.c uses. Each reads one part of the domain XML into GUEST->view. */
#pragma once

#include "guest/guest.h"

void vmg_guest_read_disks(VmgGuest *guest, const xmlNode *devices);
void vmg_guest_read_leases(VmgGuest *guest, const xmlNode *devices);
void vmg_guest_read_nics(VmgGuest *guest, const xmlNode *devices);
void vmg_guest_read_displays(VmgGuest *guest, const xmlNode *devices);
void vmg_guest_read_cpu(VmgGuest *guest, const xmlNode *domain);
/* Call this after the disks and NICs were read. */
void vmg_guest_read_ovirt(VmgGuest *guest, const xmlNode *metadata);
void vmg_guest_read_host_devices(VmgGuest *guest, const xmlNode *domain);
/* Adds to TIES a device that the element NODE describes, and returns it. TYPE, WHAT and WHY are the
 * members of struct vmg_device; they must live as long as GUEST. */
struct vmg_device *vmg_guest_add_tie(VmgGuest *guest, GPtrArray *ties, const xmlNode *node,
                                     const char *type, const char *what, const char *why);
/* Adds to TIES everything that libvirt or QEMU can't migrate, each with the flag VMG_DEVICE_BLOCKS.
 */
void vmg_guest_read_blockers(VmgGuest *guest, GPtrArray *ties, const xmlNode *domain);
/* Adds a copy of CLAIM. Its texts must live as long as GUEST. */
void vmg_guest_add_claim(VmgGuest *guest, const struct vmg_claim *claim);
/* Call this last, because it fills in the claims of the view. */
void vmg_guest_read_claims(VmgGuest *guest, const xmlNode *domain);
/* Call this after memory and huge pages were read. */
void vmg_guest_read_nodes(VmgGuest *guest, const xmlNode *domain);
/* Call this after memory and vCPUs were read. */
void vmg_guest_read_capacity(VmgGuest *guest, const xmlNode *domain);
