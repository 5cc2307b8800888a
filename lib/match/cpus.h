/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPUs and their features, compared by name. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether NAME is among COUNT sorted NAMES. */
gboolean vmg_cpus_names_have(const char *const *names, gsize count, const char *name);
/* Whether guests on a host can have the feature, as libvirt lists it there. */
gboolean vmg_cpus_have(const struct vmg_cpu *cpu, const char *name);
/* The features of A that B has not: names of A's, in an array to unref. */
GPtrArray *vmg_cpus_lacking(const struct vmg_cpu *b, const struct vmg_cpu *a);

/* Whether a feature is nothing that a running guest could come to miss: it states what the
 * processor is immune to, or does without being told, or how fast it copies; or it is an
 * instruction that does nothing or that no processor ever had. */
gboolean vmg_cpus_is_statement(const char *name);
/* The features of A that B has not and that a guest would miss which runs with all of A's. */
GPtrArray *vmg_cpus_missed(const struct vmg_cpu *b, const struct vmg_cpu *a);

/* Whether hosts of ARCH run guests of architecture GUEST (NULL: their own) without emulation. */
gboolean vmg_cpus_arch_runs(const char *arch, const char *guest);
/* Whether the lists of two hosts differ by more than their CPUs: each says which libvirt and which
 * QEMU made its list, and they are not the same. */
gboolean vmg_cpus_differ_by_version(const struct vmg_host *a, const struct vmg_host *b);
/* Whether guests of type VIRT run on the same CPU on both hosts, as far as hardware makes it: an
 * emulated one is made by none. */
gboolean vmg_cpus_same_hardware(const struct vmg_host *a, const struct vmg_host *b,
                                const char *virt);

/* What the running guest has switched on and TO lacks: by the source's stamp, else by what its XML
 * names. A feature that libvirt does not list on the source (FROM) either, where the guest runs
 * with it, is one that it does not know how to list. */
GPtrArray *vmg_cpus_guest_lacking(const struct vmg_guest *guest, const struct vmg_cpu *from,
                                  const struct vmg_cpu *to);
/* The features that come with the guest by name, on or off, and that libvirt on HOST has no name
 * for: it starts no such guest. Empty where the host does not say which names it knows. */
GPtrArray *vmg_cpus_guest_unknown_names(const struct vmg_guest *guest, const struct vmg_host *host);
/* What FROM has, the guest has not switched off in its XML, and TO lacks. */
GPtrArray *vmg_cpus_guest_lacking_for_model(const struct vmg_guest *guest,
                                            const struct vmg_cpu *from, const struct vmg_cpu *to);
