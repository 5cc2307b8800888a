/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The readers that guest.c is made of. Each fills its part of GUEST->view. */
#pragma once

#include "guest/guest.h"

void vmg_guest_read_disks(VmgGuest *guest, const xmlNode *devices);
void vmg_guest_read_leases(VmgGuest *guest, const xmlNode *devices);
void vmg_guest_read_nics(VmgGuest *guest, const xmlNode *devices);
void vmg_guest_read_displays(VmgGuest *guest, const xmlNode *devices);
void vmg_guest_read_cpu(VmgGuest *guest, const xmlNode *domain);
/* After disks and NICs are known. */
void vmg_guest_read_ovirt(VmgGuest *guest, const xmlNode *metadata);
void vmg_guest_read_host_devices(VmgGuest *guest, const xmlNode *domain);
/* Adds a device of the element NODE to TIES and returns it. TYPE, WHAT and WHY, as struct
 * vmg_device has them, must live as long as GUEST. */
struct vmg_device *vmg_guest_add_tie(VmgGuest *guest, GPtrArray *ties, const xmlNode *node,
                                     const char *type, const char *what, const char *why);
/* Adds to TIES what libvirt or QEMU does not hand on, each with VMG_DEVICE_BLOCKS. */
void vmg_guest_read_blockers(VmgGuest *guest, GPtrArray *ties, const xmlNode *domain);
/* Adds a copy of CLAIM; its texts must live as long as GUEST. */
void vmg_guest_add_claim(VmgGuest *guest, const struct vmg_claim *claim);
/* The last of all: the view has the claims then. */
void vmg_guest_read_claims(VmgGuest *guest, const xmlNode *domain);
/* After memory and huge pages are known. */
void vmg_guest_read_nodes(VmgGuest *guest, const xmlNode *domain);
/* After memory and vCPUs are known. */
void vmg_guest_read_capacity(VmgGuest *guest, const xmlNode *domain);
