/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the CPU that a guest runs with: all its features, also those that the domain XML does not
 * list. */
#pragma once

#include "guest/guest.h"

#include <libvirt/libvirt.h>

/* The last question about a guest's CPU and libvirt's answer: strings that guests with the same
 * CPU share. Initialize with zeros; only one thread may use it at a time. */
typedef struct {
    char *question, *answer;
} VmgGuestCpu;

void vmg_guest_cpu_clear(VmgGuestCpu *cpu);

/* Fills in running_cpu_* of GUEST, which is DOMAIN's live XML. Asks libvirt only if the CPU has
 * changed since the last call. libvirt may need a while, but does not ask the guest's QEMU, so call
 * this function in a worker thread. Does nothing for the CPU modes host-passthrough and maximum,
 * because their XML does not list the features. If libvirt can't tell the features, only the model
 * and the names of the features in the XML are filled in. */
void vmg_guest_cpu_fill_in(VmgGuestCpu *cpu, virDomain *domain, VmgGuest *guest);

/* The <cpu> element with which vmg_guest_cpu_fill_in() asks libvirt about the CPU of GUEST; NULL if
 * GUEST has no <cpu> with a model. Free with g_free(). This function is public only for tests. */
char *vmg_guest_cpu_question(const struct vmg_guest *guest);
/* The names of the features in BASELINE, libvirt's answer about a CPU, separated by spaces. Free
 * with g_free(). This function is public only for tests. */
char *vmg_guest_cpu_features(const char *baseline);
