/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decides how to find out whether something that a guest refers to is there. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether the path of CLAIM must be looked at on HOST (may be NULL): neither libvirt nor the
 * kernel makes it, and the facts do not list it. */
gboolean vmg_claims_is_open(const struct vmg_host *host, const struct vmg_claim *claim);
