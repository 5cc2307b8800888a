/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "virt-migration-guard.h"

/* A digest of what was decided on: the guest's identity, size, pinning, disks with the
 * images they are based on, NICs, listen addresses, devices that tie it to a host and
 * properties, but not of what libvirt fills in between admitting and starting
 * (aliases, ports, seclabels, CPU features, video memory). Free with g_free(). */
char *vmg_guest_digest(const struct vmg_guest *guest);
