/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks libvirt for the facts about the CPU and for its emulators, in a worker thread. */
#pragma once

#include "agent/virt/cpu.h"
#include "agent/virt/emulators.h"

/* An answer; the receiver owns it. If libvirt has not given the facts or the emulators, the member
 * is NULL and its error is set. */
typedef struct {
    VmgCpuFacts *cpu;
    GError *cpu_error;
    VmgEmulators *emulators;
    GError *emulators_error;
} VmgCpuAnswer;

typedef struct VmgCpuReader VmgCpuReader;

/* READ is called with each answer, and owns its facts and emulators. */
VmgCpuReader *vmg_cpu_reader_new(void (*read)(gpointer data, const VmgCpuAnswer *answer),
                                 gpointer data);
/* Call this only when vmg_cpu_reader_is_idle() returns TRUE. */
void vmg_cpu_reader_free(VmgCpuReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCpuReader, vmg_cpu_reader_free)

/* Asks libvirt for the facts; READ gets the answer. The answers come in the order of the calls, so
 * the last answer is the newest. */
void vmg_cpu_reader_ask(VmgCpuReader *reader, virConnect *connect);
gboolean vmg_cpu_reader_is_idle(const VmgCpuReader *reader);
