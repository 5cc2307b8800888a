/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of CPUs or NUMA nodes as libvirt and the kernel write them: "0-3,^2,8". */
#pragma once

#include <glib.h>

enum { VMG_CPUSET_SIZE = 16384 }; /* all numbers are less than this, as in libvirt */

typedef struct {
    guint64 bits[VMG_CPUSET_SIZE / 64];
} VmgCpuset;

/* Reads TEXT into SET. FALSE if TEXT is not a set as libvirt writes it. "" is the empty set. */
gboolean vmg_cpuset_parse(const char *text, VmgCpuset *set);
gboolean vmg_cpuset_has(const VmgCpuset *set, guint number);
/* The lowest number that is in A but not in B; -1 if B has all numbers of A. */
gint vmg_cpuset_first_beyond(const VmgCpuset *a, const VmgCpuset *b);
