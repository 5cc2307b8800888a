/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the figures of this host: memory, CPU threads, architecture, name. */
#pragma once

#include "host/host.h"

/* Reads the text of /proc/meminfo (proc(5)), in KiB: TOTAL is MemTotal without Hugetlb, the
 * pools of huge pages; AVAILABLE is MemAvailable. FALSE if a line is missing. */
gboolean vmg_figures_parse_meminfo(const char *text, guint64 *total, guint64 *available);

/* The memory of a NUMA node that is free, or can be freed, in KiB, from the text of the node's
 * meminfo file in /sys/devices/system/node. */
guint64 vmg_figures_parse_node(const char *text);

/* Fills in HOST's memory, NUMA nodes, architecture and threads. */
gboolean vmg_figures_read(VmgHost *host, GError **error);

/* The host's name. Free with g_free(). */
char *vmg_figures_hostname(void);
/* The release of the kernel that runs, as uname(2) says it; "" if unknown. Free with g_free(). */
char *vmg_figures_release(void);

/* The process number of the guest's QEMU; 0 if the guest has none. */
int vmg_figures_pid(const char *guest);
/* The memory that a process holds, in KiB, from the text of its status file (proc(5)). HELD is the
 * process's private memory and its shared memory, because a guest's memory can be shared. PAGES is
 * the memory in huge pages. */
void vmg_figures_parse_status(const char *text, guint64 *held_kib, guint64 *pages_kib);
/* The memory that the QEMU of the guest NAME holds, as vmg_figures_parse_status() returns it; 0 if
 * this can't be read. */
void vmg_figures_held(const char *name, guint64 *held_kib, guint64 *pages_kib);
