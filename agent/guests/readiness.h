/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a guest can leave this host, as far as this host knows. */
#pragma once

#include "config/config.h"
#include "host/host.h"

/* Judges the domain XML of a guest of HOST by what needs no destination. Returns the code of the
 * first reason for which it can't leave, "" if there is none; NULL if XML is no guest. Asks nobody.
 * Free with g_free(). */
char *vmg_readiness_of(const char *xml, VmgHost *host, const VmgConfig *config);
