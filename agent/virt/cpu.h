/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libvirt says of this host's CPU, and of what guests can have of it. */
#pragma once

#include "host/host.h"

#include <libvirt/libvirt.h>

typedef struct VmgCpuFacts VmgCpuFacts;

VmgCpuFacts *vmg_cpu_facts_new(void);
void vmg_cpu_facts_free(VmgCpuFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCpuFacts, vmg_cpu_facts_free)

/* Asks libvirt; waits for it: for worker threads. A type of guests that it can't
 * run is left out. NULL and an error where it does not answer. */
VmgCpuFacts *vmg_cpu_read(virConnect *connect, GError **error);

/* Copies FACTS into HOST. An arch that libvirt does not say stays as it was. */
void vmg_cpu_fill_in(const VmgCpuFacts *facts, VmgHost *host);

/* The <cpu> of a host-model guest, of the domain capabilities; NULL where there is
 * none. Free with g_free(). */
char *vmg_cpu_host_model(const char *capabilities);

/* The parts of vmg_cpu_read(): arch, vendor and model of the host capabilities;
 * one type of guests, of its domain capabilities and its baseline with expanded
 * features (NULL where libvirt can't make one); the names of features in libvirt's own
 * map; the versions, as virConnectGetVersion() counts them, 0 = unknown. FALSE where it is not
 * XML. */
gboolean vmg_cpu_take_host(VmgCpuFacts *facts, const char *capabilities, GError **error);
gboolean vmg_cpu_take_mode(VmgCpuFacts *facts, const char *virt, const char *capabilities,
                           const char *baseline, GError **error);
gboolean vmg_cpu_take_names(VmgCpuFacts *facts, const char *map, GError **error);
void vmg_cpu_take_versions(VmgCpuFacts *facts, unsigned long libvirt, unsigned long qemu);

/* The MIDR of an ARM host's processors, below the kernel's DIRECTORY of CPUs: libvirt names few
 * of their models. NULL where there is none or they are not all of one kind. Free with g_free(). */
char *vmg_cpu_midr(const char *directory);
