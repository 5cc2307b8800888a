/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* This thread's last libvirt error as one of ours: "DOING: message". */
void vmg_virt_error(GError **error, const char *doing);
/* libvirt prints its errors by itself unless told not to. */
void vmg_virt_error_be_quiet(void);
