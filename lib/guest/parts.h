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
/* Adds a device to TIES, the list of devices that tie the guest to its host. The element NODE
 * describes the device. TYPE, WHAT and WHY are members of struct vmg_device; they must live as
 * long as GUEST. Returns the device. */
struct vmg_device *vmg_guest_add_tie(VmgGuest *guest, GPtrArray *ties, const xmlNode *node,
                                     const char *type, const char *what, const char *why);
/* Adds to TIES each part of the guest that libvirt or QEMU can't migrate, with the flag
 * VMG_DEVICE_BLOCKS. */
void vmg_guest_read_blockers(VmgGuest *guest, GPtrArray *ties, const xmlNode *domain);
/* Adds a copy of CLAIM to GUEST's claims. The texts of CLAIM must live as long as GUEST. */
void vmg_guest_add_claim(VmgGuest *guest, const struct vmg_claim *claim);
/* Call this after all other functions that add claims, because it makes view.claims point to the
 * claims that exist then. */
void vmg_guest_read_claims(VmgGuest *guest, const xmlNode *domain);
/* Call this after memory and huge pages were read. */
void vmg_guest_read_nodes(VmgGuest *guest, const xmlNode *domain);
/* Call this after memory and vCPUs were read. */
void vmg_guest_read_capacity(VmgGuest *guest, const xmlNode *domain);
