/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks libvirt about this host's CPU, and about the CPU that guests can have. */
#pragma once

#include "host/host.h"

#include <libvirt/libvirt.h>

typedef struct VmgCpuFacts VmgCpuFacts;

VmgCpuFacts *vmg_cpu_facts_new(void);
void vmg_cpu_facts_free(VmgCpuFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgCpuFacts, vmg_cpu_facts_free)

/* Asks libvirt and waits for it, so call it in a worker thread. A type of guests (kvm or qemu) that
 * libvirt can't run is left out. NULL and an error if libvirt does not answer. */
VmgCpuFacts *vmg_cpu_read(virConnect *connect, GError **error);

/* Copies FACTS into HOST. If libvirt does not say the architecture, HOST keeps the architecture
 * that it has. */
void vmg_cpu_fill_in(const VmgCpuFacts *facts, VmgHost *host);

/* The <cpu> of a host-model guest, from the domain capabilities; NULL if there is none. Free
 * with g_free(). */
char *vmg_cpu_host_model(const char *capabilities);

/* Stores in FACTS the architecture, vendor, model and signature of the host's CPU, from libvirt's
 * host capabilities. FALSE if CAPABILITIES is not XML. */
gboolean vmg_cpu_take_host(VmgCpuFacts *facts, const char *capabilities, GError **error);
/* Stores in FACTS which CPU guests of the type VIRT (kvm or qemu) can have, from libvirt's domain
 * capabilities for this type, and from libvirt's baseline CPU with all its features (NULL if
 * libvirt can't make one). FALSE if a text is not XML. */
gboolean vmg_cpu_take_mode(VmgCpuFacts *facts, const char *virt, const char *capabilities,
                           const char *baseline, GError **error);
/* Stores in FACTS the names of all CPU features that libvirt's file MAP (its text) has. FALSE if
 * MAP is not XML. */
gboolean vmg_cpu_take_names(VmgCpuFacts *facts, const char *map, GError **error);
/* Stores in FACTS the versions of libvirt and QEMU as virConnectGetVersion() counts them; 0 =
 * unknown. */
void vmg_cpu_take_versions(VmgCpuFacts *facts, unsigned long libvirt, unsigned long qemu);

/* The MIDR of an ARM host's processors, from the kernel's DIRECTORY of CPUs, because libvirt
 * knows few of their models. NULL if there is none, or if the processors differ. Free with
 * g_free(). */
char *vmg_cpu_midr(const char *directory);
