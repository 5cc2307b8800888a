/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the facts about this host that the agent has written. */
#pragma once

#include "base/paths.h"
#include "host/host.h"

/* Reads the facts from host.xml, and the host's status from the administrator's file, which may
 * be newer. It is an error if host.xml is missing, not valid, or older than MAX_AGE seconds (0:
 * any age is allowed). */
VmgHost *vmg_facts_load(const VmgPaths *paths, guint max_age, GError **error);

/* The reason code (VMG_CODE_*) of an error of vmg_facts_load(). */
const char *vmg_facts_code(const GError *error);

/* The age of the facts in milliseconds. */
gint64 vmg_facts_age_ms(const VmgHost *host);
