/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* Returns DOC as XML text. If this text is read and written again, the result is the same text.
 * Free with g_free(). */
char *fuzz_dump(const xmlDoc *doc);
