/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's administrative status. A small file keeps the status that the administrator asked
 * for, even after a reboot; only the command line writes the file. The status of the host
 * follows from the file and from the host's guests, as in oVirt: if an administrator asked for
 * maintenance, the host is preparing for maintenance as long as it has a guest, and is in
 * maintenance when the last guest has left. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

typedef struct {
    const char *asked; /* VMG_STATUS_* */
    /* when the administrator asked for this status, seconds since 1970; 0 if unknown */
    gint64 since;
    char *by; /* who asked for this status; NULL if unknown */
} VmgStatus;

void vmg_status_clear(VmgStatus *status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VmgStatus, vmg_status_clear)

/* Reads the file PATH. If there is no such file, the status is "up". FALSE and an error if the
 * file has another content. */
gboolean vmg_status_load(const char *path, VmgStatus *status, GError **error);
/* Reads only the status that was asked for. NULL and an error if the file has another content. */
const char *vmg_status_read(const char *path, GError **error);
/* Writes that the user BY (may be NULL) asks for STATUS now. */
gboolean vmg_status_write(const char *path, const char *status, const char *by, GError **error);

/* The status of a host whose administrator asked for ASKED. GUESTS is the number of guests that
 * run or arrive; -1 if it is unknown, and then the status is ASKED. */
const char *vmg_status_effective(const char *asked, int guests);
