/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CPU that a guest runs with: all features that its definition comes to. */
#pragma once

#include "guest/guest.h"

#include <libvirt/libvirt.h>

/* What libvirt was last asked of a guest's CPU, and what it said: strings that guests with the
 * same CPU share. Zeroes to begin with; for one thread at a time. */
typedef struct {
    char *question, *answer;
} VmgGuestCpu;

void vmg_guest_cpu_clear(VmgGuestCpu *cpu);

/* Fills in running_cpu_* of GUEST, which is DOMAIN's live XML. Asks libvirt where its CPU is
 * another than when it was last asked; waits for it, but for no QEMU of a guest: for worker
 * threads. The XML of host-passthrough and maximum says nothing; of a guest whose features libvirt
 * can't tell only the names are filled in. */
void vmg_guest_cpu_fill_in(VmgGuestCpu *cpu, virDomain *domain, VmgGuest *guest);

/* The parts of it: the <cpu> of GUEST as libvirt is asked for its features, NULL if it has none
 * with a model, to free with g_free(); and the names of the features of an answer, separated by
 * spaces, to free with g_free(). */
char *vmg_guest_cpu_question(const struct vmg_guest *guest);
char *vmg_guest_cpu_features(const char *baseline);
