/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Makes an error from this thread's last libvirt error: "DOING: message". */
void vmg_virt_error(GError **error, const char *doing);
/* Stops libvirt from printing its errors to stderr. */
void vmg_virt_error_be_quiet(void);
