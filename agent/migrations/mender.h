/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moves the configuration of a guest that arrived with --persistent onto this
 * host's devices and addresses, as the hook moved the guest. Talks to libvirt: for
 * worker threads. */
#pragma once

#include "host/host.h"

#include <libvirt/libvirt.h>

/* The configuration XML, moved from SOURCE to DESTINATION; NULL where there is
 * nothing to move. Free with g_free(). */
char *vmg_mender_move(const char *xml, const VmgHost *source, const VmgHost *destination,
                      GError **error);
/* Returns how it went: TRUE also where there is nothing to do. *MENDED says
 * whether something was. */
gboolean vmg_mender_mend(virDomain *domain, const VmgHost *source, const VmgHost *destination,
                         gboolean *mended, GError **error);
