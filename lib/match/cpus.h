/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compares CPUs and their features by name. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether NAME is among COUNT sorted NAMES. */
gboolean vmg_cpus_names_have(const char *const *names, gsize count, const char *name);
/* Whether guests on a host can have the feature, as libvirt lists it there. */
gboolean vmg_cpus_have(const struct vmg_cpu *cpu, const char *name);
/* The features that A has and B lacks: an array of A's strings. Free with g_ptr_array_unref(). */
GPtrArray *vmg_cpus_lacking(const struct vmg_cpu *b, const struct vmg_cpu *a);

/* Whether a running guest can't miss the feature: the feature only states that the processor is
 * immune to something, that it does something by itself, or how fast it copies; or it is an
 * instruction that does nothing or that no processor ever had. */
gboolean vmg_cpus_is_statement(const char *name);
/* The features that A has and B lacks, and that a guest with all of A's features would miss. */
GPtrArray *vmg_cpus_missed(const struct vmg_cpu *b, const struct vmg_cpu *a);

/* Whether hosts of ARCH run guests of architecture GUEST (NULL: their own) without emulation. */
gboolean vmg_cpus_arch_runs(const char *arch, const char *guest);
/* Whether the lists of two hosts may differ because of their software: both hosts say which
 * libvirt and which QEMU made the list, and these are different. */
gboolean vmg_cpus_differ_by_version(const struct vmg_host *a, const struct vmg_host *b);
/* Whether guests of type VIRT run on the same hardware on both hosts. An emulated CPU does not
 * depend on the hardware. */
gboolean vmg_cpus_same_hardware(const struct vmg_host *a, const struct vmg_host *b,
                                const char *virt);

/* The features that the running guest uses and TO lacks: by the source's stamp, otherwise by the
 * features in its XML. If the guest runs with a feature that the source (FROM) does not list
 * either, libvirt does not know how to list it, and it is not counted. */
GPtrArray *vmg_cpus_guest_lacking(const struct vmg_guest *guest, const struct vmg_cpu *from,
                                  const struct vmg_cpu *to);
/* The features that the guest's CPU names, on or off, and that libvirt on HOST has no name for:
 * libvirt does not start such a guest. Empty if HOST does not say which names it knows. */
GPtrArray *vmg_cpus_guest_unknown_names(const struct vmg_guest *guest, const struct vmg_host *host);
/* The features that FROM has, TO lacks, and the guest's XML does not switch off. */
GPtrArray *vmg_cpus_guest_lacking_for_model(const struct vmg_guest *guest,
                                            const struct vmg_cpu *from, const struct vmg_cpu *to);
