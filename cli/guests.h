/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which guests are known on this host. */
#pragma once

#include "base/paths.h"

#include <glib.h>

/* The names and UUIDs of the guests that libvirt has here and of those in the records of
 * decisions, each once, sorted. What can't be read is left out. Free with g_strfreev(). */
char **vmg_cli_known_guests(const VmgPaths *paths);
