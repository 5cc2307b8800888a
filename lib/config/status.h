/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's administrative status. What the administrator asked for is kept over reboots in
 * one small file, which only the command line writes. What the host then is follows from that
 * and from its guests, as in oVirt: a host that was asked into maintenance prepares for it as
 * long as a guest is there, and is in maintenance when the last one has left. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

typedef struct {
    const char *asked; /* VMG_STATUS_* */
    gint64 since;      /* when that was asked for, seconds since 1970; 0 = unknown */
    char *by;          /* who asked for it; NULL = unknown */
} VmgStatus;

void vmg_status_clear(VmgStatus *status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VmgStatus, vmg_status_clear)

/* Reads the file PATH; "up" if there is no such file. FALSE and an error if the file says
 * anything else. */
gboolean vmg_status_load(const char *path, VmgStatus *status, GError **error);
/* The status that was asked for, alone; NULL and an error likewise. */
const char *vmg_status_read(const char *path, GError **error);
/* Writes that BY (may be NULL) asks for STATUS now. */
gboolean vmg_status_write(const char *path, const char *status, const char *by, GError **error);

/* What a host is that was asked into the status ASKED, with so many GUESTS running or
 * arriving; -1 if that is not known: then it is what was asked for. */
const char *vmg_status_effective(const char *asked, int guests);
