/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's figures: memory, CPU threads, architecture, name. */
#pragma once

#include "host.h"

/* MemTotal and MemAvailable of the text of proc(5)'s meminfo, in KiB. FALSE
 * where it lacks one. */
gboolean vmg_figures_parse_meminfo(const char *text, guint64 *total, guint64 *available);

/* Fills in HOST's memory, arch and threads. */
gboolean vmg_figures_read(VmgHost *host, GError **error);

/* The hostname. Free with g_free(). */
char *vmg_figures_hostname(void);

/* The process of a guest's QEMU; 0 where it has none. */
int vmg_figures_pid(const char *guest);
/* The memory that the QEMU of the guest NAME holds for itself, in KiB; 0 where
 * that can't be told. */
guint64 vmg_figures_held_kib(const char *name);
