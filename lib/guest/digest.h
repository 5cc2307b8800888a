/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether libvirt may start the guest with another <cpu> than the XML has at admission:
 * libvirt 11 and later leave host-model in the XML that travels, and send the CPU that the
 * guest runs with in a cookie, which no hook sees. */
gboolean vmg_guest_digest_is_of_any_cpu(const struct vmg_guest *guest);

/* A digest of what was decided on: the guest's identity, size, pinning, disks with the
 * images they are based on, NICs, listen addresses, devices that tie it to a host and
 * properties, but not of what libvirt fills in between admitting and starting
 * (aliases, ports, seclabels, CPU features, video memory). ANY_CPU leaves out the CPU's mode
 * and model too. Free with g_free(). */
char *vmg_guest_digest(const struct vmg_guest *guest, gboolean any_cpu);
