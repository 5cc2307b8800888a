/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* [cluster] key-file: what stamps are signed with. */
#pragma once

#include "config/config.h"

enum { VMG_KEY_MIN = 16, VMG_KEY_MAX = 4096 }; /* bytes, white space at the end left out */

/* Reads the key that CONFIG names; *KEY is NULL where it names none. Errors are
 * one line that names the file and never what is in it. Free with
 * g_bytes_unref(), which wipes it. */
gboolean vmg_key_load(const VmgConfig *config, GBytes **key, GError **error);
/* What to do about a key that can't be read. Free with g_free(). */
char *vmg_key_fix(const VmgConfig *config);
