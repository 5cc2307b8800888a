/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guests that are known on this host. */
#pragma once

#include "base/paths.h"

#include <glib.h>

/* The names and UUIDs of all guests that libvirt has on this host or that are in records of
 * decisions, sorted, without duplicates. Records that can't be read are left out. Free with
 * g_strfreev(). */
char **vmg_cli_known_guests(const VmgPaths *paths);
