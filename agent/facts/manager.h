/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds out which program manages the guests of this host, so that the advice in a refusal names
 * the place where an administrator changes a guest. Looks at a few local files and starts no
 * program. */
#pragma once

#include <glib.h>

/* The manager of the host whose filesystem begins at the directory ROOT ("" is this host);
 * one of VMG_MANAGER_*. */
const char *vmg_manager_find(const char *root);
