/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether libvirt may start the guest with another <cpu> than the XML had at its admission:
 * libvirt 11 and later leave host-model in the XML that is sent, and send the CPU that the guest
 * runs with in a cookie, which no hook sees. */
gboolean vmg_guest_digest_is_of_any_cpu(const struct vmg_guest *guest);

/* A digest of everything that the decision was about: the guest's identity, size, pinning, disks
 * with the images they are based on, NICs, listen addresses, devices of the host and custom
 * properties. It leaves out what libvirt fills in between the admission and the start (aliases,
 * ports, seclabels, CPU features, video memory). With ANY_CPU it also leaves out the CPU's mode
 * and model. Free with g_free(). */
char *vmg_guest_digest(const struct vmg_guest *guest, gboolean any_cpu);
