/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decides how to find out whether something that a guest refers to is there. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether only a look on HOST (may be NULL) can tell that CLAIM is there, or free: it is a path,
 * a port, a socket or a network device that neither libvirt nor the kernel makes by itself, and
 * that the facts do not list. */
gboolean vmg_claims_is_open(const struct vmg_host *host, const struct vmg_claim *claim);
