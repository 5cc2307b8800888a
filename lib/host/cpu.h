/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host's CPU gives to its guests: <mode> inside <cpu> inside <host>. */
#pragma once

#include "host/host.h"

/* Reads the attributes and modes of CPU, which may be NULL. */
gboolean vmg_host_read_cpus(VmgHost *host, xmlNode *cpu, GError **error);
/* Writes them into CPU. A stamp carries no models. */
void vmg_host_add_cpus(xmlNode *cpu, xmlNs *ns, VmgHostPart part, const struct vmg_host *view);

/* NAMES (char *) as a sorted array in ARENA, each once; *COUNT is its size. */
const char *const *vmg_names_sorted(VmgArena *arena, GPtrArray *names, gsize *count);
/* COUNT names, and the array, copied into ARENA. */
const char *const *vmg_names_copy(VmgArena *arena, const char *const *names, gsize count);
/* The words of NODE's text, sorted; none of NULL. And the other direction, as <ELEMENT>. */
const char *const *vmg_names_read(VmgArena *arena, xmlNode *node, gsize *count);
void vmg_names_add(xmlNode *parent, xmlNs *ns, const char *element, const char *const *names,
                   gsize count);
