/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libvirt's lifecycle events mean. */
#pragma once

#include "agent/virt/connection.h"

/* Tells EVENTS with DATA what EVENT and its DETAIL (VIR_DOMAIN_EVENT_*) say of the guest. */
void vmg_lifecycle_tell(const VmgConnectionEvents *events, gpointer data, virDomain *domain,
                        int event, int detail);
