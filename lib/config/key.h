/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The key of [cluster] key-file, which signs stamps. */
#pragma once

#include "config/config.h"

enum { VMG_KEY_MIN = 16, VMG_KEY_MAX = 4096 }; /* bytes, without white space at the end */

/* Reads the file that [cluster] key-file in CONFIG names. *KEY is NULL if key-file is not set.
 * An error is one line that names the file, and never contains a part of the key. Free with
 * g_bytes_unref(), which overwrites the key. */
gboolean vmg_key_load(const VmgConfig *config, GBytes **key, GError **error);
/* The fix for a key that can't be read. Free with g_free(). */
char *vmg_key_fix(const VmgConfig *config);
