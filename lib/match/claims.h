/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether what a guest names is there. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether only a look at a path on HOST (may be NULL) can tell that CLAIM is there: it is a path
 * that neither libvirt nor the kernel makes by itself, and that the facts do not list. */
gboolean vmg_claims_is_open(const struct vmg_host *host, const struct vmg_claim *claim);
