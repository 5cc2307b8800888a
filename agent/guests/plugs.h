/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the NICs of a guest use on the source host, for its stamp. */
#pragma once

#include "host/host.h"

/* Adds VMG_SOURCE_BRIDGE_DOWN and VMG_SOURCE_TAP_USO to GUEST's flags if they are true of a NIC of
 * the guest on HOST. Asks the kernel about the NICs' taps; does not block. */
void vmg_plugs_fill_in(const struct vmg_host *host, struct vmg_guest *guest);
