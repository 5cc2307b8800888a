/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's facts, as the agent last wrote them. */
#pragma once

#include "base/paths.h"
#include "host/host.h"

/* Reads host.xml and the administrative status, which may be newer. Errors:
 * missing, older than MAX_AGE seconds (0: any age will do), not valid. */
VmgHost *vmg_facts_load(const VmgPaths *paths, guint max_age, GError **error);

/* Why there are no facts, in one word: the VMG_CODE_* of an error of vmg_facts_load(). */
const char *vmg_facts_code(const GError *error);

/* How old the facts are, in milliseconds. */
gint64 vmg_facts_age_ms(const VmgHost *host);
