/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks libvirt for the CPU facts and its emulators, away from the main loop. */
#pragma once

#include "agent/virt/cpu.h"
#include "agent/virt/emulators.h"

/* An answer, to own; NULL and an error where there is none. */
typedef struct {
    VmgCpuFacts *cpu;
    GError *cpu_error;
    VmgEmulators *emulators;
    GError *emulators_error;
} VmgCpuAnswer;

typedef struct VmgCpuReader VmgCpuReader;

/* READ gets each answer, and owns its facts and emulators. */
VmgCpuReader *vmg_cpu_reader_new(void (*read)(gpointer data, const VmgCpuAnswer *answer),
                                 gpointer data);
/* Not before vmg_cpu_reader_is_idle(). */
void vmg_cpu_reader_free(VmgCpuReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCpuReader, vmg_cpu_reader_free)

/* Asks; of several questions the last answer is the newest. */
void vmg_cpu_reader_ask(VmgCpuReader *reader, virConnect *connect);
gboolean vmg_cpu_reader_is_idle(const VmgCpuReader *reader);
