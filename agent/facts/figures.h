/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's figures: memory, CPU threads, architecture, name. */
#pragma once

#include "host/host.h"

/* MemTotal, less Hugetlb, the pools of huge pages, and MemAvailable of the text of
 * proc(5)'s meminfo, in KiB. FALSE where it lacks one. */
gboolean vmg_figures_parse_meminfo(const char *text, guint64 *total, guint64 *available);

/* What of a NUMA node's memory is free, or is given back when it is needed, in KiB, by the
 * text of its meminfo file in /sys/devices/system/node. */
guint64 vmg_figures_parse_node(const char *text);

/* Fills in HOST's memory, NUMA nodes, arch and threads. */
gboolean vmg_figures_read(VmgHost *host, GError **error);

/* The hostname. Free with g_free(). */
char *vmg_figures_hostname(void);

/* The process of a guest's QEMU; 0 where it has none. */
int vmg_figures_pid(const char *guest);
/* What a process holds for itself, by the text of its status file of proc(5): memory,
 * shared memory that a guest's may be in included, and huge pages, in KiB. */
void vmg_figures_parse_status(const char *text, guint64 *held_kib, guint64 *pages_kib);
/* The same of the QEMU of the guest NAME; 0 where it can't be told. */
void vmg_figures_held(const char *name, guint64 *held_kib, guint64 *pages_kib);
