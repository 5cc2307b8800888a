/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A claim (struct vmg_claim) is a name in the domain XML that refers to something on the host.
 * These functions decide for which claims the agent must look at the host itself, because the
 * facts about the host do not list such things. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether the agent of HOST must be asked about CLAIM, because the facts do not say whether the
 * thing that CLAIM names exists or is free. This is so for paths, ports, sockets and network
 * devices, unless libvirt, VDSM or the kernel creates them on every host or the facts list them.
 * HOST may be NULL. */
gboolean vmg_claims_is_open(const struct vmg_host *host, const struct vmg_claim *claim);
