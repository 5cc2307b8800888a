/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs one rewrite. */
#pragma once

#include "rewrite/rewrite.h"

/* What becomes of a guest's DEVICES where the source has the networks FROM and the destination TO;
 * *CHANGES is what REWRITE returns. Free with g_free(). */
char *test_rewrite(guint (*rewrite)(xmlDoc *, const VmgMove *), const char *from, const char *to,
                   const char *devices, guint *changes);
