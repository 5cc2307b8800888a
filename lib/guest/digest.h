/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether libvirt may start the guest with another <cpu> than the XML contained when the guest
 * was admitted. libvirt 11 and later send <cpu mode='host-model'> in the XML. They send the CPU
 * that the guest runs with in the migration cookie, which no hook sees. */
gboolean vmg_guest_digest_is_of_any_cpu(const struct vmg_guest *guest);

/* A digest of everything that the decision was about: the guest's identity, size, pinning, disks
 * with the images they are based on, NICs, listen addresses, devices of the host and custom
 * properties. The digest does not contain what libvirt fills in between the admission and the
 * start of the guest (aliases, ports, seclabels, CPU features, video memory). If ANY_CPU is
 * TRUE, the digest does not contain the mode and model of the CPU either. Free with g_free(). */
char *vmg_guest_digest(const struct vmg_guest *guest, gboolean any_cpu);
