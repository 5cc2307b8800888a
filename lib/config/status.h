/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's administrative status, kept over reboots in one small file. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* The status in the file PATH; "up" where there is no such file. NULL and an
 * error where it says anything else. */
const char *vmg_status_read(const char *path, GError **error);
gboolean vmg_status_write(const char *path, const char *status, GError **error);
