/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Adapts the persistent configuration of a guest that arrived with --persistent to this host's
 * devices and addresses, as the hook adapted the running guest. Calls libvirt, so call it in a
 * worker thread. */
#pragma once

#include "host/host.h"

#include <libvirt/libvirt.h>

/* Changes XML, the configuration of a guest that came from the host SOURCE, so that it fits the
 * host DESTINATION. NULL if nothing has to change. Free with g_free(). */
char *vmg_mender_move(const char *xml, const VmgHost *source, const VmgHost *destination,
                      GError **error);
/* Adapts the guest's configuration. Returns TRUE if this succeeded, also if nothing had to change.
 * *MENDED is TRUE if something was changed. */
gboolean vmg_mender_mend(virDomain *domain, const VmgHost *source, const VmgHost *destination,
                         gboolean *mended, GError **error);
