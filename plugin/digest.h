/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "virt-migration-guard.h"

/* A digest of what was decided on: the guest's identity, size, disks, NICs,
 * listen addresses and properties, but not of what libvirt fills in between
 * admitting and starting (aliases, ports, seclabels). Free with g_free(). */
char *vmg_guest_digest(const struct vmg_guest *guest);
