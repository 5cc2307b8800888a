/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compares CPUs and their features by name. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether the array NAMES contains NAME. The array has COUNT names and must be sorted. */
gboolean vmg_cpus_names_have(const char *const *names, gsize count, const char *name);
/* Whether libvirt lists the feature NAME for CPU, the CPU that a host offers to guests. */
gboolean vmg_cpus_have(const struct vmg_cpu *cpu, const char *name);
/* Returns the features that A has and B does not have. The array contains pointers to A's
 * strings. Free with g_ptr_array_unref(). */
GPtrArray *vmg_cpus_lacking(const struct vmg_cpu *b, const struct vmg_cpu *a);

/* Whether a running guest does not need the feature. Such a feature only states that the
 * processor is not vulnerable to an attack, that it does something automatically, or how fast it
 * copies; or the feature is an instruction that does nothing or that no processor has. */
gboolean vmg_cpus_is_statement(const char *name);
/* Returns the features that A has and B does not have, without the features for which
 * vmg_cpus_is_statement() is TRUE. A guest that uses all features of A would need these
 * features, and would not find them on B. */
GPtrArray *vmg_cpus_missed(const struct vmg_cpu *b, const struct vmg_cpu *a);

/* Whether hosts of the architecture ARCH run guests of the architecture GUEST without emulation.
 * If GUEST is NULL, the guest has the architecture of its host. */
gboolean vmg_cpus_arch_runs(const char *arch, const char *guest);
/* Whether two hosts may have different lists of CPU features because they have different
 * versions of libvirt or QEMU. FALSE if a version is unknown, or if all versions are the same. */
gboolean vmg_cpus_differ_by_version(const struct vmg_host *a, const struct vmg_host *b);
/* Whether a guest of the type VIRT can rely on the same CPU hardware on both hosts. If VIRT is
 * qemu, the CPU is emulated and the hardware does not matter. */
gboolean vmg_cpus_same_hardware(const struct vmg_host *a, const struct vmg_host *b,
                                const char *virt);

/* Returns the features that the running guest uses and that TO does not have. The source's stamp
 * says which features the guest uses; if it does not, the guest's XML does. FROM is the CPU of
 * the source host. If the list of FROM does not contain a feature that the guest uses, libvirt
 * can't list this feature, so it is not returned. */
GPtrArray *vmg_cpus_guest_lacking(const struct vmg_guest *guest, const struct vmg_cpu *from,
                                  const struct vmg_cpu *to);
/* Returns the features that the guest's CPU names, switched on or off, and that libvirt on HOST
 * does not know by name. libvirt does not start such a guest. The result is empty if HOST does
 * not say which names it knows. */
GPtrArray *vmg_cpus_guest_unknown_names(const struct vmg_guest *guest, const struct vmg_host *host);
/* Returns the features that FROM has and TO does not have, without the features that the guest's
 * XML switches off. */
GPtrArray *vmg_cpus_guest_lacking_for_model(const struct vmg_guest *guest,
                                            const struct vmg_cpu *from, const struct vmg_cpu *to);
