/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Translates libvirt's lifecycle events. */
#pragma once

#include "agent/virt/connection.h"

/* Calls the function of EVENTS, with DATA, that fits EVENT and its DETAIL (VIR_DOMAIN_EVENT_*). */
void vmg_lifecycle_tell(const VmgConnectionEvents *events, gpointer data, virDomain *domain,
                        int event, int detail);
