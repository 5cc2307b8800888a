/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs one rewrite. */
#pragma once

#include "rewrite/rewrite.h"

/* Runs REWRITE for a guest with these DEVICES. The source has the networks FROM, and the
 * destination the networks TO. Returns the devices afterwards; *CHANGES is set to what REWRITE
 * returns. Free with g_free(). */
char *test_rewrite(guint (*rewrite)(xmlDoc *, const VmgMove *), const char *from, const char *to,
                   const char *devices, guint *changes);
