/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which program manages the guests of this host, so that a fix names the place where an
 * administrator changes a guest. Looks at a few local files and starts nothing. */
#pragma once

#include <glib.h>

/* The manager of the host whose filesystem begins at the directory ROOT ("" is this host);
 * one of VMG_MANAGER_*. */
const char *vmg_manager_find(const char *root);
